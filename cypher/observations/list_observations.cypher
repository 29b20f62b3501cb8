// What is kept of what was observed of voters and tags?
//
// Params:
//   $after  STRING   key of the last one of the page before; '' for the first
//   $limit  INTEGER  how many a page
// Returns: one row, because many small rows take longer to send than to find
//   kept  LIST<MAP>  by key: every property of each
// Access: read
/*
:params {after: '', limit: 5000}
*/
MATCH ()-[observed:OBSERVED]->()
WHERE observed.key > $after
WITH observed
ORDER BY observed.key
LIMIT $limit
RETURN collect(properties(observed)) AS kept
