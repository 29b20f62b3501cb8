// Keep how good a run is on each tag, out of fold.
//
// Params:
//   $run   STRING     id of the run
//   $tags  LIST<MAP>  key, tag, support, precision, recall, averagePrecision, chance, threshold, abstains
// Returns: one row, how many tags were assessed
//   tags  INTEGER
// Access: write
/*
:params {run: 'r1', tags: [{key: 'r1|sunset', tag: 'sunset', support: 3, abstains: 'fewer than 8 pictures'}]}
*/
MATCH (run:ModelRun {id: $run})
UNWIND $tags AS row
MATCH (tag:Tag {name: row.tag})
CREATE (run)-[assessed:ASSESSED]->(tag)
SET assessed = row {.key, .support, .precision, .recall, .averagePrecision, .chance, .threshold, .abstains}
RETURN count(*) AS tags
