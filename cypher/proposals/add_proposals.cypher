// Propose these pairs; one that this run proposes already keeps its place and gets the new confidence.
//
// Params:
//   $run    STRING     id of the run
//   $pairs  LIST<MAP>  key, image, tag and confidence of each; the shown pictures' locks are held
// Returns: one row, how many pairs
//   pairs  INTEGER
// Access: write
/*
:params {run: 'r1', pairs: [{key: 'r1|a1|sunset', image: 'a1', tag: 'sunset', confidence: 0.93}]}
*/
UNWIND $pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
OPTIONAL MATCH ()-[old:PROPOSED {key: pair.key}]->()
CALL (image, tag, pair, old) {
  WITH *
  WHERE old IS NULL
  CREATE (image)-[:PROPOSED {key: pair.key, run: $run, confidence: pair.confidence, at: datetime()}]->(tag)
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old.confidence = pair.confidence
}
RETURN count(*) AS pairs
