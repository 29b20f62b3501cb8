// Close claims that their source does not make any more. They stay, with the time when that was seen.
//
// Params:
//   $keys  LIST<STRING>  keys of claims; the pictures' locks are held
// Returns: one row
//   claims  INTEGER  how many were closed
// Access: write
/*
:params {keys: ['folder%3Apets|cat.png|a1|cat']}
*/
UNWIND $keys AS key
MATCH ()-[claim:TAGGED {key: key}]->()
SET claim.until = datetime()
RETURN count(*) AS claims
