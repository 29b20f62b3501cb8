// Which pictures has a source shown? A picture that was merged away counts as the one that is shown for it.
//
// Params:
//   $name   STRING   name of the source
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
// Access: read
/*
:params {name: 'folder', after: '', limit: 5000}
*/
MATCH (:Source {name: $name})<-[:FROM]-(:Post)-[:SHOWS]->(copy:Image)
OPTIONAL MATCH (copy)-[:DUPLICATE_OF]->(shown:Image)
WITH DISTINCT coalesce(shown, copy).id AS image
WHERE image > $after
RETURN image
ORDER BY image
LIMIT $limit
