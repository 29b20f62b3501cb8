// Which pairs did a run speak on: what it proposed, and what it thinks of pairs with a vote or a claim?
//
// A pair with both comes once. Keys of one run stand together in the index, so a page costs the same anywhere; it is named
// because the planner, on a graph too young to be counted, may go through the pictures instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; what every key of the run begins with, for the first
//   $end    STRING   what sorts after every key of the run, and before those of others
//   $limit  INTEGER  rows a page
// Returns: one row per pair, by key
//   image   STRING  id of the picture
//   tag     STRING  name of the tag
//   cursor  STRING  give as $after for the rows that follow
// Access: read
/*
:params {after: 'r1|', end: 'r1}', limit: 500}
*/
CALL () {
  MATCH (image:Image)-[proposal:PROPOSED]->(tag:Tag)
  USING INDEX SEEK proposal:PROPOSED(key)
  WHERE proposal.key > $after AND proposal.key < $end
  RETURN image.id AS image, tag.name AS tag, proposal.key AS cursor
  ORDER BY cursor
  LIMIT $limit
    UNION
  MATCH (image:Image)-[thought:SCORED]->(tag:Tag)
  USING INDEX SEEK thought:SCORED(key)
  WHERE thought.key > $after AND thought.key < $end
  RETURN image.id AS image, tag.name AS tag, thought.key AS cursor
  ORDER BY cursor
  LIMIT $limit
}
RETURN image, tag, cursor
ORDER BY cursor
LIMIT $limit
