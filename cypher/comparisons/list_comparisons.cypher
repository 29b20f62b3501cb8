// How do these pictures compare with each other, judged or not?
//
// Params:
//   $images  LIST<STRING>  ids of pictures
// Returns: one row per comparison of two of them, by key
//   key       STRING
//   one       STRING    id of the picture whose id is the lower one
//   other     STRING    id of the other picture
//   verdict   STRING    duplicate, alternate or unrelated; null while nobody has judged it
//   method    STRING    how it was found: pixels, print, embedding, site or person
//   distance  FLOAT     0 (the same) to 1; null where nothing was measured
//   mirrored  BOOLEAN   one looks like the other in a mirror
//   who       STRING    id of the voter who judged it; null for the machine
//   at        DATETIME  when it was found or judged
//   order     STRING    its place on the board; null where it waits there no more
// Access: read
/*
:params {images: ['a1', 'b2']}
*/
UNWIND $images AS id
MATCH (one:Image {id: id})-[compared:COMPARED]->(other:Image)
WHERE other.id IN $images
RETURN
  compared.key AS key,
  one.id AS one,
  other.id AS other,
  compared.verdict AS verdict,
  compared.method AS method,
  compared.distance AS distance,
  coalesce(compared.mirrored, false) AS mirrored,
  compared.who AS who,
  compared.at AS at,
  compared.order AS order
ORDER BY key
