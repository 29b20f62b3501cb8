// Keep how good a run is on each tag, and from which confidence on it proposes; again replaces what was kept.
//
// Params:
//   $run   STRING     id of the run
//   $tags  LIST<MAP>  key and tag of each, and what list_assessments returns
// Returns: one row, how many tags were assessed
//   tags  INTEGER
// Access: write
/*
:params {run: 'r1', tags: [{key: 'r1|sunset', tag: 'sunset', support: 3, abstains: 'fewer than 8 pictures'}]}
*/
MATCH (run:ModelRun {id: $run})
UNWIND $tags AS row
MATCH (tag:Tag {name: row.tag})
OPTIONAL MATCH ()-[old:ASSESSED {key: row.key}]->()
CALL (run, tag, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (run)-[assessed:ASSESSED]->(tag)
  SET assessed = row, assessed.tag = null
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old = row, old.tag = null
}
RETURN count(*) AS tags
