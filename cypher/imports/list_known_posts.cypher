// What is kept of each of these posts?
//
// Params:
//   $keys  LIST<STRING>  keys of posts; those that are not there are left out
// Returns: one row per known post, by key
//   key     STRING
//   image   STRING        id of the picture that it shows now; null for none
//   tags    LIST<STRING>  as written
//   author  STRING        null where unknown
//   title   STRING        null where unknown
//   links   LIST<STRING>  addresses where it came from
// Access: read
/*
:params {keys: ['folder%3Apets:cat.png']}
*/
UNWIND $keys AS key
MATCH (post:Post {key: key})
OPTIONAL MATCH (post)-[shows:SHOWS]->(image:Image)
WHERE shows.until IS NULL
RETURN
  key,
  image.id AS image,
  post.tags AS tags,
  post.author AS author,
  post.title AS title,
  coalesce(post.links, []) AS links
ORDER BY key
