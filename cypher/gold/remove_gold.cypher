// Take these gold answers back. The events keep what was known.
//
// Params:
//   $keys  LIST<STRING>  keys of gold answers; the shown pictures' locks are held
// Returns: one row
//   gold  INTEGER  how many there were
// Access: write
/*
:params {keys: ['test|a1|sunset']}
*/
UNWIND $keys AS key
MATCH ()-[gold:DECIDED {key: key}]->()
DELETE gold
RETURN count(*) AS gold
