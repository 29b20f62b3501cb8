// Keep the pairs that were drawn to be audited for a run; again changes nothing.
//
// Params:
//   $run    STRING     id of the run
//   $pairs  LIST<MAP>  of each: key, image, tag, confidence, place (its order, the same for every run) and probability
// Returns: one row, how many pairs
//   pairs  INTEGER
// Access: write
/*
:params {run: 'r1', pairs: [{key: 'r1|a1|sunset', image: 'a1', tag: 'sunset', confidence: 0.9, place: '0f', probability: 1.0}]}
*/
UNWIND $pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
OPTIONAL MATCH ()-[old:AUDITED {key: pair.key}]->()
CALL (image, tag, pair, old) {
  WITH *
  WHERE old IS NULL
  CREATE (image)-[audit:AUDITED]->(tag)
  SET audit = pair {.key, .confidence, .place, .probability, run: $run, at: datetime()}
}
RETURN count(*) AS pairs
