// What is known of these pictures?
//
// `nsfw` and `withheld` are those of its duplicate class: it is hidden where any member is.
//
// Params:
//   $images  LIST<STRING>  ids; those that are not there are left out
// Returns: one row per picture, by id
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
:params {images: ['a1', 'b2']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT image, coalesce(better, image) AS shown
WITH image, shown, [(copy)-[:DUPLICATE_OF]->(shown) | copy ] + [shown] AS members
WITH image, shown, [member IN members | member.nsfw] AS states, [member IN members | member.withheld] AS reasons
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [coalesce(image.nsfw, 'unknown')]) AS nsfw,
  reduce(found = [], some IN reasons | found + [reason IN coalesce(some, []) WHERE NOT reason IN found]) AS withheld,
  shown.id AS shown
ORDER BY id
