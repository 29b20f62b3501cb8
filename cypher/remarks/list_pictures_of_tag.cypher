// Which pictures make a pair with a tag?
//
// A page reads all pairs of the tag and sorts them: take large ones.
//
// Params:
//   $tag    STRING   name of the tag
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
// Access: read
/*
:params {tag: 'queue', after: '', limit: 10000}
*/
MATCH (:Tag {name: $tag})<-[pair:CONSENSUS]-()
WHERE pair.image > $after
RETURN pair.image AS image
ORDER BY image
LIMIT $limit
