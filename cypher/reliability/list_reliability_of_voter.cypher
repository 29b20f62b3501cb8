// How far is this voter believed, in all and in each category?
//
// Params:
//   $voter  STRING   id of the voter
//   $limit  INTEGER  rows at most
// Returns: one row per category with an answer, the one for all of them together first, then by name
//   category     STRING    '' for all tags together
//   sensitivity  FLOAT     0 to 1: says Yes where it is so
//   specificity  FLOAT     0 to 1: says No where it is not so
//   right        FLOAT     0 to 1: how many of the answers are right
//   answers      INTEGER   answers that this rests on
//   fit          DATETIME  when these figures came to be
// Access: read
/*
:params {voter: 'v1', limit: 50}
*/
MATCH (:Voter {id: $voter})-[reliable:RELIABLE_IN]->()
RETURN
  reliable.category AS category,
  reliable.sensitivity AS sensitivity,
  reliable.specificity AS specificity,
  reliable.right AS right,
  reliable.answers AS answers,
  reliable.fit AS fit
ORDER BY category
LIMIT $limit
