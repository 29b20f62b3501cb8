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
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  coalesce(
    head(
      COLLECT {
        MATCH (shown)<-[:DUPLICATE_OF]-{0,1}(member)
        WHERE member.nsfw IN ['confirmed', 'suspected']
        RETURN member.nsfw
        ORDER
        BY
        member.nsfw
      }),
    coalesce(image.nsfw, 'unknown')
  ) AS nsfw,
  COLLECT {
    MATCH (shown)<-[:DUPLICATE_OF]-{0,1}(member)
    UNWIND member.withheld AS reason
    RETURN reason
    ORDER
    BY
    reason
  } AS withheld,
  shown.id AS shown
ORDER BY id
