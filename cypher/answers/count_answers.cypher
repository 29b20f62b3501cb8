// How many current answers are there?
//
// The server keeps this number, so nothing is counted.
//
// Returns: one row
//   answers  INTEGER
// Access: read
/*
:params {}
*/
MATCH ()-[vote:SORT]->()
RETURN count(vote) AS answers
