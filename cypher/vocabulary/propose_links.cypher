// Propose these links; what is there already keeps its state.
//
// A proposal that the same source made before gets its new reason, evidence and score, if any. What was accepted or
// rejected is left as it is, and so is an alias that stands the other way round: two names are one question.
//
// Params:
//   $links  LIST<MAP>  key, type, start, end, source, who, reason, evidence, score; the vocabulary's lock is held
// Returns: one row per link that is new now, by key
//   key  STRING
// Access: write
/*
:params {links: [{key: 'IMPLIES|kitten|cat', type: 'IMPLIES', start: 'kitten', end: 'cat', source: 'mining', who: null, reason: null, evidence: null, score: 0.9}]}
*/
UNWIND $links AS row
WITH row, row.start AS name, row.end AS other
MATCH (start:Tag {name: name})
MATCH (end:Tag {name: other})
OPTIONAL MATCH (start)-[old:ALIAS_OF|IMPLIES|EXCLUDES {key: row.key}]->(end)
OPTIONAL MATCH (end)-[turned:ALIAS_OF]->(start)
WHERE row.type = 'ALIAS_OF'
CALL (start, end, row, old, turned) {
  WITH *
  WHERE old IS NULL AND turned IS NULL
  CREATE (start)-[link:$(row.type)]->(end)
  SET link = row {.key, .source, .who, .reason, .evidence, .score, state: 'proposed', at: datetime()}
}
CALL (row, old) {
  WITH *
  WHERE old.state = 'proposed' AND old.source = row.source
  SET
    old.reason = coalesce(row.reason, old.reason),
    old.evidence = coalesce(row.evidence, old.evidence),
    old.score = coalesce(row.score, old.score)
}
WITH row
WHERE old IS NULL AND turned IS NULL
RETURN row.key AS key
ORDER BY key
