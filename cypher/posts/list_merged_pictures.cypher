// Which pictures does a site hold for the same, because it merged the post of one into the other's?
//
// Params:
//   $keys  LIST<STRING>  keys of posts, on either side of such a merge
// Returns: one row per pair of two pictures, by their ids
//   one    STRING  id of the picture whose id is the lower one
//   other  STRING  id of the other picture
// Access: read
/*
:params {keys: ['e621.net:1']}
*/
UNWIND $keys AS key
CALL (key) {
  MATCH (post:Post {key: key})
  WHERE post.mergedInto IS NOT NULL
  MATCH (whole:Post {key: post.mergedInto})
  RETURN post, whole
    UNION
  MATCH (whole:Post {key: key})
  MATCH (post:Post {mergedInto: whole.key})
  RETURN post, whole
}
MATCH (post)-[before:SHOWS]->(merged:Image)
WHERE before.until IS NULL
MATCH (whole)-[shows:SHOWS]->(kept:Image)
WHERE shows.until IS NULL AND kept <> merged
WITH
  CASE
    WHEN merged.id < kept.id THEN [merged.id, kept.id]
    ELSE [kept.id, merged.id]
  END AS pair
RETURN DISTINCT pair[0] AS one, pair[1] AS other
ORDER BY one, other
