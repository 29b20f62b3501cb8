// Keep what a backbone sees in each picture; what is there already stays.
//
// Params:
//   $embeddings  LIST<MAP>  key, backbone, image and vector; the pictures' locks are held
// Returns: one row, how many were added
//   embeddings  INTEGER
// Access: write
/*
:params {embeddings: [{key: 'test_byobnet@0a1b|a1', backbone: 'test_byobnet@0a1b', image: 'a1', vector: [0.5, -1.0]}]}
*/
UNWIND $embeddings AS row
MATCH (image:Image {id: row.image})
WHERE NOT EXISTS { (:Embedding {key: row.key}) }
CREATE (image)-[:LOOKS {key: row.key}]->(:Embedding {key: row.key, backbone: row.backbone, vector: row.vector})
RETURN count(*) AS embeddings
