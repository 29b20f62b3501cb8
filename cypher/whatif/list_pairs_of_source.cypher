// Which pairs did a source ever claim?
//
// Keys of one source stand together in the index, so a page costs the same anywhere. Claims that were taken back are among
// them: to pass over them would make a page cost more. The index is named because the planner, on a graph too young to be
// counted, may go through the pictures instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; what every key of the source begins with, for the first
//   $end    STRING   what sorts after every key of the source, and before those of others
//   $limit  INTEGER  rows a page
// Returns: one row per claim, by key
//   image   STRING  id of the picture
//   tag     STRING  name of the tag
//   cursor  STRING  give as $after for the rows that follow
// Access: read
/*
:params {after: 'folder%3Apets|', end: 'folder%3Apets}', limit: 100}
*/
MATCH (image:Image)-[claim:TAGGED]->(tag:Tag)
USING INDEX SEEK claim:TAGGED(key)
WHERE claim.key > $after AND claim.key < $end
RETURN image.id AS image, tag.name AS tag, claim.key AS cursor
ORDER BY cursor
LIMIT $limit
