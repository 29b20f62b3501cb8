// Which of these pictures are in the library?
//
// Params:
//   $images  LIST<STRING>  ids
// Returns: one row per picture that is, by id
//   image  STRING
// Access: read
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
RETURN image.id AS image
ORDER BY image
