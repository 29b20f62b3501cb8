// What does a question show: the picture, and what is known of the tag but no answer?
//
// Params:
//   $pairs  LIST<MAP>  image and tag of each pair
// Returns: one row per pair that exists, by picture and tag
//   image        STRING   id of the picture
//   mime         STRING
//   width        INTEGER  pixels
//   height       INTEGER  pixels
//   frames       INTEGER
//   nsfw         STRING
//   tag          STRING
//   description  STRING   null for none
//   category     STRING   null for none
// Access: read
/*
:params {pairs: [{image: 'a1', tag: 'sunset'}]}
*/
UNWIND $pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
CALL (tag) {
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  RETURN min(category.name) AS category
}
RETURN
  image.id AS image,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  image.nsfw AS nsfw,
  tag.name AS tag,
  tag.description AS description,
  category
ORDER BY image, tag
