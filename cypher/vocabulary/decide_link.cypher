// Write what was decided of a link: a new one is made, one that is there gets its new state.
//
// Params:
//   $link  MAP  key, type, start, end, source, who, state, reason, evidence, score; the vocabulary's lock is held
// Returns: one row where both tags are there
//   key  STRING
// Access: write
/*
:params {link: {key: 'IMPLIES|kitten|cat', type: 'IMPLIES', start: 'kitten', end: 'cat', source: 'staff', who: 'f00d', state: 'accepted', reason: null, evidence: null, score: null}}
*/
WITH $link AS row, $link.start AS name, $link.end AS other
MATCH (start:Tag {name: name})
MATCH (end:Tag {name: other})
OPTIONAL MATCH (start)-[old:ALIAS_OF|IMPLIES|EXCLUDES {key: row.key}]->(end)
CALL (start, end, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (start)-[link:$(row.type)]->(end)
  SET link = row {.key, .source, .who, .state, .reason, .evidence, .score, at: datetime()}
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old += row {.who, .state, .reason, at: datetime()}
}
RETURN row.key AS key
