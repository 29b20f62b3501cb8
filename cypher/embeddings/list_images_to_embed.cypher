// Which pictures has this backbone not seen yet?
//
// Only pictures that are shown and withheld in no copy.
//
// Params:
//   $prefix  STRING   key of the backbone's embeddings, up to the picture's id
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
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
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  NOT EXISTS {
  (:Embedding {key: $prefix + image.id})
  }
RETURN image.id AS image
ORDER BY image
LIMIT $limit
