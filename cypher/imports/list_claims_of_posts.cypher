// What do these posts claim, and what did they claim once?
//
// Over every picture that a post shows or showed. Read under the locks of those pictures.
//
// Params:
//   $keys  LIST<STRING>  keys of posts
// Returns: one row per claim, by key
//   key    STRING
//   image  STRING   id of the picture
//   tag    STRING   name of the tag
//   open   BOOLEAN  false once the source took it back
// Access: read
/*
:params {keys: ['folder%3Apets:cat.png']}
*/
UNWIND $keys AS key
MATCH (:Post {key: key})-[:SHOWS]->(image:Image)-[claim:TAGGED {post: key}]->(tag:Tag)
RETURN claim.key AS key, image.id AS image, tag.name AS tag, claim.until IS NULL AS open
ORDER BY key
