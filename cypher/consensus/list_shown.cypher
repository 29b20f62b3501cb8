// Which picture is shown for each of these? Read again once the locks are held.
//
// Params:
//   $images  LIST<STRING>  ids of pictures
// Returns: one row per known picture, by id
//   image  STRING  the id asked for
//   shown  STRING  id of the picture that is shown for it
// Access: read
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
RETURN DISTINCT image.id AS image, coalesce(better.id, image.id) AS shown
ORDER BY image
