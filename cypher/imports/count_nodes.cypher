// How many nodes are there, beside the library's own?
//
// Returns: one row
//   nodes  INTEGER
// Access: read
// Plan: allows CartesianProduct because each side is one row: a count that the store keeps
/*
:params {}
*/
CALL () {
  MATCH (node)
  RETURN count(node) AS everything
}
CALL () {
  MATCH (own:Library)
  RETURN count(own) AS own
}
RETURN everything - own AS nodes
