// Keep what a run thinks of pairs with a vote or a claim, above or below its threshold; again only refreshes it.
//
// Params:
//   $run    STRING     id of the run
//   $pairs  LIST<MAP>  key, image, tag, confidence and usual (the mean where the tag is, null if unknown) of each; the shown pictures' locks are held
// Returns: one row, how many pairs
//   pairs  INTEGER
// Access: write
/*
:params {run: 'r1', pairs: [{key: 'r1|a1|sunset', image: 'a1', tag: 'sunset', confidence: 0.93, usual: 0.8}]}
*/
UNWIND $pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
OPTIONAL MATCH ()-[old:SCORED {key: pair.key}]->()
CALL (image, tag, pair, old) {
  WITH *
  WHERE old IS NULL
  CREATE (image)-[score:SCORED {key: pair.key, run: $run, confidence: pair.confidence, at: datetime()}]->(tag)
  SET score.usual = pair.usual
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old.confidence = pair.confidence, old.usual = pair.usual
}
RETURN count(*) AS pairs
