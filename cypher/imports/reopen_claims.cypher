// Make claims again that their source had taken back.
//
// Params:
//   $keys  LIST<STRING>  keys of claims; the pictures' locks are held
// Returns: one row
//   claims  INTEGER  how many were reopened
// Access: write
/*
:params {keys: ['folder%3Apets|cat.png|a1|cat']}
*/
UNWIND $keys AS key
MATCH ()-[claim:TAGGED {key: key}]->()
REMOVE claim.until
RETURN count(*) AS claims
