// What does a backbone see in the pictures of a collection?
//
// Only pictures that are shown, that it has seen, and that are withheld in no copy for another reason than a filter's.
//
// Params:
//   $name    STRING   name of the collection
//   $prefix  STRING   key of the backbone's embeddings, up to the picture's id
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image    STRING       id of the picture
//   refused  BOOLEAN      a filter refuses it, and nobody restored it
//   vector   LIST<FLOAT>
// Access: read
/*
:params {name: 'hills', prefix: 'test_byobnet@0a1b|', after: '', limit: 500}
*/
MATCH (:Collection {name: $name})<-[:IN]-(copy:Image)
OPTIONAL MATCH (copy)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT coalesce(better, copy) AS image
WHERE
  image.id > $after AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE any(reason IN member.withheld WHERE reason <> 'filtered')
  }
MATCH (image)-[:LOOKS]->(embedding:Embedding {key: $prefix + image.id})
RETURN image.id AS image, 'filtered' IN image.withheld AS refused, embedding.vector AS vector
ORDER BY image
LIMIT $limit
