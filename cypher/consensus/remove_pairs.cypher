// Remove the consensus of pairs that have no evidence any more, or are no pairs any more.
//
// Params:
//   $keys  LIST<STRING>  keys of pairs; the shown pictures' locks are held
// Returns: one row, how many were removed
//   pairs  INTEGER
// Access: write
/*
:params {keys: ['a1|sunset']}
*/
UNWIND $keys AS key
MATCH ()-[c:CONSENSUS {key: key}]->()
DELETE c
RETURN count(*) AS pairs
