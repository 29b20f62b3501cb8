// What does this backbone see in the pictures, packed as 32-bit numbers?
//
// Merged and withheld pictures are among them: who reads it looks at what may be shown. Packed, a
// vector is half as large on its way and needs no reading number by number.
//
// Params:
//   $prefix  STRING   key of the backbone's embeddings, up to the picture's id
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image   STRING  id of the picture
//   vector  VECTOR  of FLOAT32
// Access: read
/*
:params {prefix: 'test_byobnet@0a1b|', after: '', limit: 500}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after
MATCH (image)-[:LOOKS]->(embedding:Embedding {key: $prefix + image.id})
RETURN image.id AS image, vector(embedding.vector, size(embedding.vector), FLOAT32) AS vector
ORDER BY image
LIMIT $limit
