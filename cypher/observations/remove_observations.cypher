// Remove what is kept of what was observed of somebody or something.
//
// Params:
//   $keys  LIST<STRING>  keys; those that are not there are left out
// Returns: one row
//   rows  INTEGER  how many were removed
// Access: write
/*
:params {keys: ['voter|v1']}
*/
UNWIND $keys AS key
MATCH ()-[observed:OBSERVED {key: key}]->()
DELETE observed
RETURN count(*) AS rows
