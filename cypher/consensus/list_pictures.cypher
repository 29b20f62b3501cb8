// The pictures of the library, page by page.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
// Access: read
/*
:params {after: '', limit: 200}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after
RETURN image.id AS image
ORDER BY image
LIMIT $limit
