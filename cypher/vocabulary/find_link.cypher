// What is known of a link between two tags?
//
// Params:
//   $key    STRING  key of the link
//   $start  STRING  name of the tag where it starts
//   $end    STRING  name of the tag where it ends
// Returns: one row where both tags are there
//   source    STRING  null where there is no such link
//   state     STRING  null where there is no such link
//   reason    STRING  null for none
//   evidence  STRING  null for none
//   score     FLOAT   null for none
// Access: read
/*
:params {key: 'IMPLIES|kitten|cat', start: 'kitten', end: 'cat'}
*/
MATCH (start:Tag {name: $start})
MATCH (end:Tag {name: $end})
OPTIONAL MATCH (start)-[link:ALIAS_OF|IMPLIES|EXCLUDES {key: $key}]->(end)
RETURN link.source AS source, link.state AS state, link.reason AS reason, link.evidence AS evidence, link.score AS score
