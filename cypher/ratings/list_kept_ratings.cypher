// What is kept of how good pictures are by a criterion?
//
// Params:
//   $after   STRING   key of the last one of the page before, or what sorts before the criterion's first
//   $before  STRING   what sorts after the criterion's last
//   $limit   INTEGER  how many a page
// Returns: one row, because many small rows take longer to send than to find
//   kept  LIST<MAP>  by key: every property of each
// Access: read
/*
:params {after: 'quality|', before: 'quality}', limit: 5000}
*/
MATCH ()-[rated:RATED]->()
WHERE rated.key > $after AND rated.key < $before
WITH rated
ORDER BY rated.key
LIMIT $limit
RETURN collect(properties(rated)) AS kept
