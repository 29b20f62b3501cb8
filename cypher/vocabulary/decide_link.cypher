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
MATCH (start:Tag {name: $link.start})
MATCH (end:Tag {name: $link.end})
OPTIONAL MATCH (start)-[old:ALIAS_OF|IMPLIES|EXCLUDES {key: $link.key}]->(end)
CALL (start, end, old) {
  WITH *
  WHERE old IS NULL
  CREATE (start)-[link:$($link.type)]->(end)
  SET link = $link {.key, .source, .who, .state, .reason, .evidence, .score, at: datetime()}
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old += $link {.who, .state, .reason, at: datetime()}
}
RETURN $link.key AS key
