// Which pairs of pictures may be the same and wait for a verdict, the nearest first?
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per pair, by cursor
//   one       STRING   id of the picture whose id is the lower one
//   other     STRING   id of the other picture
//   method    STRING   how it was found: pixels, print, embedding or site
//   distance  FLOAT    0 (the same) to 1
//   mirrored  BOOLEAN  one looks like the other in a mirror
//   cursor    STRING   give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 20}
*/
MATCH (one)-[compared:COMPARED]->(other)
USING INDEX SEEK compared:COMPARED(order)
WHERE compared.order > $after
RETURN
  one.id AS one,
  other.id AS other,
  compared.method AS method,
  compared.distance AS distance,
  compared.mirrored AS mirrored,
  compared.order AS cursor
ORDER BY compared.order
LIMIT $limit
