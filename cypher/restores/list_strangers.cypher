// Which labels and relationship types in the graph are not of Taggy's schema?
//
// Params:
//   $labels  LIST<STRING>  labels of the schema
//   $types   LIST<STRING>  relationship types of the schema
// Returns: one row per label or type that something has
//   name   STRING
//   count  INTEGER  how many nodes or relationships
// Access: read
/*
:params {labels: ['Image'], types: ['SORT']}
*/
CALL db.labels() YIELD label
  WHERE NOT label IN $labels
CALL (label) {
  MATCH (n:$(label))
  RETURN count(n) AS count
}
WITH label AS name, count
WHERE count > 0
RETURN name, count
  UNION
CALL db.relationshipTypes() YIELD relationshipType
  WHERE NOT relationshipType IN $types
CALL (relationshipType) {
  MATCH ()-[r:$(relationshipType)]->()
  RETURN count(r) AS count
}
WITH relationshipType AS name, count
WHERE count > 0
RETURN name, count
