// Which pairs did a run speak on: what it proposed, and what it thinks of pairs with a vote or a claim?
//
// A pair with both comes once. Keys of one run stand together in the index, so a page costs the same anywhere.
//
// Params:
//   $prefix  STRING   what every key of the run begins with
//   $after   STRING   cursor of the last row of the page before; '' for the first page
//   $limit   INTEGER  rows a page
// Returns: one row per pair, by key
//   image   STRING  id of the picture
//   tag     STRING  name of the tag
//   cursor  STRING  give as $after for the rows that follow
// Access: read
/*
:params {prefix: 'r1|', after: '', limit: 500}
*/
CALL () {
  MATCH (image:Image)-[proposal:PROPOSED]->(tag:Tag)
  WHERE proposal.key STARTS WITH $prefix AND proposal.key > $after
  RETURN image.id AS image, tag.name AS tag, proposal.key AS cursor
  ORDER BY cursor
  LIMIT $limit
    UNION
  MATCH (image:Image)-[thought:SCORED]->(tag:Tag)
  WHERE thought.key STARTS WITH $prefix AND thought.key > $after
  RETURN image.id AS image, tag.name AS tag, thought.key AS cursor
  ORDER BY cursor
  LIMIT $limit
}
RETURN image, tag, cursor
ORDER BY cursor
LIMIT $limit
