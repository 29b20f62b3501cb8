// Write what tags hear from others, anew or otherwise than before.
//
// Params:
//   $hearings  LIST<MAP>  key, hearing, heard, yes, no and direct of each; the vocabulary's lock is held
// Returns: one row
//   hearings  INTEGER  how many were written
// Access: write
/*
:params {hearings: [{key: 'cat|kitten', hearing: 'cat', heard: 'kitten', yes: true, no: null, direct: false}]}
*/
UNWIND $hearings AS row
WITH row, row.hearing AS name, row.heard AS other
MATCH (hearing:Tag {name: name})
MATCH (heard:Tag {name: other})
OPTIONAL MATCH ()-[old:HEARS {key: row.key}]->()
CALL (hearing, heard, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (hearing)-[hears:HEARS]->(heard)
  SET hears = row {.key, .yes, .no, .direct}
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old = row {.key, .yes, .no, .direct}
}
RETURN count(*) AS hearings
