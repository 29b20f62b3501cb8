// What is kept of how far voters and sources are believed?
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
MATCH ()-[reliable:RELIABLE_IN]->()
WHERE reliable.key > $after
WITH reliable
ORDER BY reliable.key
LIMIT $limit
RETURN collect(properties(reliable)) AS kept
