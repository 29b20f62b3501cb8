// Which pictures have a fingerprint and belong to no family yet?
//
// Params:
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image   STRING         id of the picture
//   pixels  STRING         digest of what it shows
//   prints  LIST<INTEGER>  none where there is nothing to see
// Access: read
/*
:params {after: '', limit: 200}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after AND image.pixels IS NOT NULL AND image.leader IS NULL
RETURN image.id AS image, image.pixels AS pixels, image.prints AS prints
ORDER BY image
LIMIT $limit
