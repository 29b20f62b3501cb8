// What does this backbone see in the pictures?
//
// Only pictures that are shown and withheld in no copy, and that it has seen.
//
// Params:
//   $prefix  STRING   key of the backbone's embeddings, up to the picture's id
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image   STRING       id of the picture
//   vector  LIST<FLOAT>
// Access: read
/*
:params {prefix: 'test_byobnet@0a1b|', after: '', limit: 500}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE
  image.id > $after AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0
  } AND
  NOT EXISTS {
  (image)-[:DUPLICATE_OF]->(:Image)
  }
MATCH (image)-[:LOOKS]->(embedding:Embedding {key: $prefix + image.id})
RETURN image.id AS image, embedding.vector AS vector
ORDER BY image
LIMIT $limit
