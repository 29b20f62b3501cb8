// Remove proposals by key; nothing else of the run is touched.
//
// Params:
//   $keys  LIST<STRING>  keys of proposals; the shown pictures' locks are held
// Returns: one row, how many were removed
//   pairs  INTEGER
// Access: write
/*
:params {keys: ['r1|a1|sunset']}
*/
UNWIND $keys AS key
MATCH (:Image)-[proposal:PROPOSED {key: key}]->(:Tag)
DELETE proposal
RETURN count(*) AS pairs
