// What does a question show: the picture and who made it, and what is known of the tag but no answer?
//
// Of several posts, on any copy of the picture, one that names its author and has an address. Its title is not read: it may name the tag.
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
//   source       STRING   where the picture was found; null for none
//   author       STRING   null where it is not known
//   url          STRING   of the post, as the source gave it; null for none
//   links        LIST<STRING>  where its author shows it, as the source gave them
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
OPTIONAL CALL (image) {
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}()<-[shows:SHOWS]-(post:Post)-[:FROM]->(source:Source)
  WHERE shows.until IS NULL
  RETURN source.name AS source, post.author AS author, post.url AS url, post.links AS links
  ORDER BY author IS NULL, url IS NULL, post.key
  LIMIT 1
}
WITH
  image,
  tag,
  category,
  source,
  author,
  url,
  links,
  [(copy)-[:DUPLICATE_OF]->(image) | copy.nsfw ] + [image.nsfw] AS states
RETURN
  image.id AS image,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [image.nsfw]) AS nsfw,
  tag.name AS tag,
  tag.description AS description,
  category,
  source,
  author,
  url,
  coalesce(links, []) AS links
ORDER BY image, tag
