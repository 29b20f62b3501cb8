// How many current answers has each of these voters given?
//
// Params:
//   $voters  LIST<STRING>  ids of voters
// Returns: one row per voter
//   voter  STRING   id of the voter
//   votes  INTEGER
// Access: read
/*
:params {voters: ['v1']}
*/
UNWIND $voters AS voter
RETURN
  voter,
  COUNT {
    MATCH ()-[vote:SORT]->()
    WHERE vote.voter = voter
  } AS votes
