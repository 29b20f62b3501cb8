// What is known of a tag?
//
// Params:
//   $name  STRING  name of the tag
// Returns: one row, or none where there is no such tag
//   name         STRING   name of the tag
//   description  STRING   null for none
//   category     STRING   null for none
//   state        STRING   circulating, remark or deprecated
//   canonical    STRING   the tag that this one is an alias of; null for none
//   pairs        INTEGER  pairs with a consensus
// Access: read
/*
:params {name: 'sunset'}
*/
MATCH (tag:Tag {name: $name})
CALL (tag) {
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  RETURN min(category.name) AS category
}
CALL (tag) {
  OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(tag)
  RETURN min(canonical.name) AS canonical
}
RETURN
  tag.name AS name,
  tag.description AS description,
  category,
  tag.state AS state,
  canonical,
  COUNT { (tag)<-[:CONSENSUS]-() } AS pairs
