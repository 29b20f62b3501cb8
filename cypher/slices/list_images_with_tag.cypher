// Which pictures have a tag, by what people and sources say?
//
// Params:
//   $name   STRING   canonical name of the tag
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
// Access: read
/*
:params {name: 'sunset', after: '', limit: 5000}
*/
MATCH (image:Image)-[c:CONSENSUS]->(:Tag {name: $name})
WHERE c.evidence > 0.5 AND image.id > $after
RETURN image.id AS image
ORDER BY image
LIMIT $limit
