// Which pictures belong with each of these, by what stands now and by what was judged?
//
// Params:
//   $images  LIST<STRING>  ids of pictures; the shown pictures' locks are held
// Returns: one row per picture that exists, by id
//   image   STRING        id of the picture
//   shown   STRING        id of the picture shown for it: its own, unless it was merged away
//   copies  LIST<STRING>  ids of the pictures that it is shown for
//   judged  LIST<STRING>  ids of the pictures that were judged to be its duplicates
// Access: read
/*
:params {images: ['a1', 'b2']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
RETURN
  image.id AS image,
  coalesce(
    head(
      COLLECT {
        MATCH (image)-[:DUPLICATE_OF]->(better:Image)
        RETURN better.id
      }),
    image.id
  ) AS shown,
  COLLECT {
    MATCH (copy:Image)-[:DUPLICATE_OF]->(image)
    RETURN copy.id
  } AS copies,
  COLLECT {
    MATCH (image)-[:COMPARED {verdict: 'duplicate'}]-(other:Image)
    RETURN other.id
  } AS judged
ORDER BY image
