// Where does a picture come from, in any of its copies?
//
// Params:
//   $image  STRING   id of the picture
//   $limit  INTEGER  posts at most
// Returns: one row per post, by source and url
//   source    STRING        name of the source; null for none
//   url       STRING        null where the source has no address
//   author    STRING        null where it is not known
//   postedAt  STRING        as the source gave it; null where it did not
//   links     LIST<STRING>  where its author shows it, as the source gave them
// Access: read
/*
:params {image: 'a1', limit: 50}
*/
MATCH (image:Image {id: $image})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH coalesce(better, image) AS shown
MATCH (shown)<-[:DUPLICATE_OF]-{0,1}()<-[:SHOWS]-(post:Post)
WITH DISTINCT post
OPTIONAL MATCH (post)-[:FROM]->(source:Source)
RETURN
  source.name AS source,
  post.url AS url,
  post.author AS author,
  toString(post.postedAt) AS postedAt,
  coalesce(post.links, []) AS links
ORDER BY source, url, post.key
LIMIT $limit
