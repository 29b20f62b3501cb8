// Which picture of a family shows each of these pixels? Of several the one with the lowest id.
//
// Params:
//   $pixels  LIST<STRING>  digests of what pictures show
// Returns: one row per digest that a picture of a family has
//   pixels  STRING  the digest
//   image   STRING  id of the picture
//   leader  STRING  id of its family's leader
// Access: read
/*
:params {pixels: ['ff']}
*/
UNWIND $pixels AS pixels
CALL (pixels) {
  MATCH (image:Image {pixels: pixels})
  WHERE image.leader IS NOT NULL
  RETURN image
  ORDER BY image.id
  LIMIT 1
}
RETURN pixels, image.id AS image, image.leader AS leader
ORDER BY pixels
