// How many nodes and relationships has the graph?
//
// The graph's own note of its version does not count.
//
// Returns: one row
//   nodes          INTEGER
//   relationships  INTEGER
// Access: read
// Plan: allows CartesianProduct because each side of it is one row
/*
:params {}
*/
CALL () {
  MATCH (node)
  RETURN count(node) AS everything
}
CALL () {
  MATCH (library:Library)
  RETURN count(library) AS own
}
CALL () {
  MATCH ()-[relationship]->()
  RETURN count(relationship) AS relationships
}
RETURN everything - own AS nodes, relationships
