// Which tags circulate, what are they called, and how many answers has each been given directly?
//
// The number is the tag's degree, which the store knows without counting. Other names of a tag are listed with it.
//
// Params:
//   $after  STRING   name of the last tag of the page before; '' for the first
//   $limit  INTEGER  tags a page
// Returns: one row per tag, by name
//   tag          STRING
//   description  STRING        null for none
//   aliases      LIST<STRING>  its other names
//   answers      INTEGER
// Access: read
/*
:params {after: '', limit: 500}
*/
MATCH (tag:Tag {state: 'circulating'})
WHERE tag.name > $after AND NOT EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) }
WITH tag
ORDER BY tag.name
LIMIT $limit
RETURN
  tag.name AS tag,
  tag.description AS description,
  [(other:Tag)<-[:HEARS {direct: true}]-(tag) | other.name ] AS aliases,
  COUNT { (tag)<-[:SORT]-() } AS answers
ORDER BY tag
