// How many pairs are suggested? The store knows the number without counting.
//
// Returns: one row
//   pairs  INTEGER
// Access: read
/*
:params {}
*/
MATCH ()-[suggested:SUGGESTED]->()
RETURN count(suggested) AS pairs
