// Which pictures did people settle so on a tag?
//
// Params:
//   $tag      STRING   canonical tag
//   $settled  STRING   yes or no
//   $after    STRING   id of the last picture of the page before; '' for the first
//   $limit    INTEGER  pictures a page
// Returns: one row, because many small rows take longer to send than to find
//   images  LIST<STRING>  ids of the pictures, in order
// Access: read
/*
:params {tag: 'keep', settled: 'yes', after: '', limit: 5000}
*/
MATCH ()-[c:CONSENSUS]->()
USING INDEX SEEK c:CONSENSUS(tag, settled, image)
WHERE c.tag = $tag AND c.settled = $settled AND c.image > $after
WITH c
ORDER BY c.tag, c.settled, c.image
LIMIT $limit
RETURN collect(c.image) AS images
