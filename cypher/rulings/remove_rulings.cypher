// Take these rulings back: the pairs are as if they had not been given. The events keep what was ruled.
//
// Params:
//   $keys  LIST<STRING>  keys of rulings; the shown pictures' locks are held
// Returns: one row
//   rulings  INTEGER  how many there were
// Access: write
/*
:params {keys: ['ruling|a1|sunset']}
*/
UNWIND $keys AS key
MATCH ()-[ruling:DECIDED {key: key}]->()
DELETE ruling
RETURN count(*) AS rulings
