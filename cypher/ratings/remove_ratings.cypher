// Remove what is kept of how good pictures are.
//
// Params:
//   $keys  LIST<STRING>  keys; those that are not there are left out
// Returns: one row
//   rows  INTEGER  how many were removed
// Access: write
/*
:params {keys: ['quality|a1']}
*/
UNWIND $keys AS key
MATCH ()-[rated:RATED {key: key}]->()
DELETE rated
RETURN count(*) AS rows
