// Which pictures lead a family of look-alikes, and what are their prints?
//
// Params:
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per leader that has prints, by id
//   image   STRING         id of the picture
//   prints  LIST<INTEGER>
// Access: read
/*
:params {after: '', limit: 1000}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after AND image.leader = image.id AND size(image.prints) > 0
RETURN image.id AS image, image.prints AS prints
ORDER BY image
LIMIT $limit
