// Remove what tags do not hear from others any more.
//
// Params:
//   $keys  LIST<STRING>  keys; the vocabulary's lock is held
// Returns: one row
//   hearings  INTEGER  how many were removed
// Access: write
/*
:params {keys: ['cat|kitten']}
*/
UNWIND $keys AS key
MATCH ()-[hears:HEARS {key: key}]->()
DELETE hears
RETURN count(*) AS hearings
