// Say that all pairs of a voter have followed a change of how far the voter counts.
//
// A change that came after it stands: its pairs are yet to follow.
//
// Params:
//   $voter   STRING  id of the voter
//   $moving  STRING  names the change
// Returns: one row; none where another change has come
//   voter  STRING
// Access: write
/*
:params {voter: 'v1', moving: 'm1'}
*/
MATCH (voter:Voter {id: $voter})
REMOVE voter.lock_
WITH voter
WHERE voter.moving = $moving
REMOVE voter.moving
RETURN voter.id AS voter
