// Which pictures does a backbone find nearest to this one, by the vector index?
//
// The index is approximate: it may miss some, and merged and withheld pictures are among those it finds.
//
// Params:
//   $key       STRING   key of the picture's embedding
//   $backbone  STRING   name@revision
//   $limit     INTEGER  pictures
// Returns: one row per picture, nearest first; itself among them
//   image   STRING  id of the picture
//   cosine  FLOAT   from -1 to 1
// Access: read
/*
:params {key: 'test_byobnet@0a1b|a1', backbone: 'test_byobnet@0a1b', limit: 10}
*/
MATCH (this:Embedding {key: $key})
MATCH (embedding:Embedding)
  SEARCH embedding IN (
    VECTOR INDEX embedding_vector
    FOR this.vector
    WHERE embedding.backbone = $backbone
    LIMIT $limit
  ) SCORE AS score
MATCH (image:Image)-[:LOOKS]->(embedding)
RETURN image.id AS image, 2 * score - 1 AS cosine
ORDER BY cosine DESC, image
