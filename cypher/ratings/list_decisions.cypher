// Which pictures did people settle on a tag, kept where Yes and dropped where No?
//
// Params:
//   $tag    STRING   canonical tag
//   $after  STRING   key of the last pair of the page before; '' for the first
//   $limit  INTEGER  pairs a page
// Returns: one row per settled pair, by key
//   image  STRING   id of the picture
//   kept   BOOLEAN  settled Yes
//   key    STRING
// Access: read
/*
:params {tag: 'keep', after: '', limit: 1000}
*/
MATCH (image:Image)-[c:CONSENSUS]->(:Tag {name: $tag})
WHERE c.settled IS NOT NULL AND c.key > $after
RETURN image.id AS image, c.settled = 'yes' AS kept, c.key AS key
ORDER BY key
LIMIT $limit
