// Suggest pairs to be asked about: no evidence and no proposal, nothing counts them.
//
// A pair that anybody or anything has spoken on is left out: it is asked about anyway. One of the miner's stays its own.
//
// Params:
//   $batch  MAP  `pairs`: key, image, tag and score of each; `backbone`: name@revision that suggests them, or `miner`
// Returns: one row
//   pairs  INTEGER  suggestions that are there now
// Access: write
/*
:params {batch: {backbone: 'clip@0a1b', pairs: [{key: 'a1|sunset', image: 'a1', tag: 'sunset', score: 0.3}]}}
*/
UNWIND $batch.pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
WHERE
  NOT EXISTS {
    MATCH ()-[:CONSENSUS {key: pair.key}]->()
  }
MERGE (image)-[suggested:SUGGESTED {key: pair.key}]->(tag)
SET
  suggested.backbone =
    CASE
      WHEN suggested.backbone = 'miner' THEN 'miner'
      ELSE $batch.backbone
    END,
  suggested.score = pair.score
RETURN count(suggested) AS pairs
