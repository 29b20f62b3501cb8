// Which pictures does a backbone find nearest to a vector that is not kept, by the vector index?
//
// The index is approximate: it may miss some, and merged and withheld pictures are among those it finds.
//
// Params:
//   $backbone  STRING       name@revision
//   $vector    LIST<FLOAT>  as the backbone gives them
//   $limit     INTEGER      pictures
// Returns: one row per picture, nearest first
//   image   STRING  id of the picture
//   cosine  FLOAT   from -1 to 1
// Access: read
/*
:params {backbone: 'test_byobnet@0a1b', vector: [0.1, 0.2], limit: 10}
*/
MATCH (embedding:Embedding)
  SEARCH embedding IN (
    VECTOR INDEX embedding_vector
    FOR $vector
    WHERE embedding.backbone = $backbone
    LIMIT $limit
  ) SCORE AS score
MATCH (image:Image)-[:LOOKS]->(embedding)
RETURN image.id AS image, 2 * score - 1 AS cosine
ORDER BY cosine DESC, image
