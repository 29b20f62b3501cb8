// How many current answers has this voter given?
//
// Params:
//   $voter  STRING  id of the voter
// Returns: one row
//   votes  INTEGER
// Access: read
/*
:params {voter: 'v1'}
*/
MATCH ()-[vote:SORT]->()
WHERE vote.voter = $voter
RETURN count(vote) AS votes
