// What is known of a picture, and may a list show it?
//
// `nsfw` and `withheld` are those of its duplicate class: it is hidden where any member is.
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
WITH image, coalesce(better, image) AS shown
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
    RETURN DISTINCT reason
    ORDER
    BY
    reason
  } AS withheld,
  shown.id AS shown
