// Which pictures have no fingerprint yet? Hidden ones are among them: what was removed may come again.
//
// Params:
//   $after   STRING   id of the last picture of the page before; '' for the first
//   $limit   INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
// Access: read
/*
:params {after: '', limit: 200}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after AND image.pixels IS NULL
RETURN image.id AS image
ORDER BY image
LIMIT $limit
