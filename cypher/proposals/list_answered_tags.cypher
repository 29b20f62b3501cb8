// Which tags of these pictures has anybody spoken on, people or sources, and which did people settle No?
//
// Params:
//   $images  LIST<STRING>  ids of shown pictures; their locks are held
// Returns: one row per picture, by id
//   image     STRING        id of the picture
//   answered  LIST<STRING>  tags with a vote, a ruling or a claim, by name
//   refused   LIST<STRING>  those of them that people settled No, by name
// Access: read
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[c:CONSENSUS]->(:Tag)
WHERE c.yes + c.no + c.pass + c.claims > 0 OR c.settled IS NOT NULL
WITH image, c
ORDER BY image.id, c.tag
RETURN image.id AS image, collect(c.tag) AS answered, collect(
    CASE c.settled
      WHEN 'no' THEN c.tag
    END) AS refused
ORDER BY image
