// Where does a picture come from?
//
// Params:
//   $image  STRING   id of the picture
//   $limit  INTEGER  posts at most
// Returns: one row per post, by source and url
//   source    STRING    name of the source; null for none
//   url       STRING    null where the source has no address
//   author    STRING    null where it is not known
//   postedAt  STRING    as the source gave it; null where it did not
// Access: read
/*
:params {image: 'a1', limit: 50}
*/
MATCH (post:Post)-[:SHOWS]->(:Image {id: $image})
OPTIONAL MATCH (post)-[:FROM]->(source:Source)
RETURN source.name AS source, post.url AS url, post.author AS author, toString(post.postedAt) AS postedAt
ORDER BY source, url, post.key
LIMIT $limit
