// What is known of a picture, and may a list show it?
//
// Params:
//   $image  STRING  id of the picture
// Returns: one row; none where there is no such picture
//   id        STRING
//   mime      STRING
//   width     INTEGER       pixels
//   height    INTEGER       pixels
//   frames    INTEGER
//   nsfw      STRING        unknown, suspected, confirmed or cleared
//   withheld  LIST<STRING>  reasons; empty where it is not withheld
//   shown     STRING        id of the picture shown for it: its own, unless it was merged away
// Access: read
/*
:params {image: 'a1'}
*/
MATCH (image:Image {id: $image})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  coalesce(image.nsfw, 'unknown') AS nsfw,
  coalesce(image.withheld, []) AS withheld,
  coalesce(better.id, image.id) AS shown
