// Remove a link that was turned round: the one that stands the other way carries all that was known of it.
//
// Params:
//   $key    STRING  key of the link; the vocabulary's lock is held
//   $start  STRING  name of the tag where it starts
//   $end    STRING  name of the tag where it ends
// Returns: one row where there was such a link
//   key  STRING
// Access: write
/*
:params {key: 'ALIAS_OF|color|colour', start: 'color', end: 'colour'}
*/
MATCH (:Tag {name: $start})-[link:ALIAS_OF|IMPLIES|EXCLUDES {key: $key}]->(:Tag {name: $end})
WITH link, link.key AS key
DELETE link
RETURN key
