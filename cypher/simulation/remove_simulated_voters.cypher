// Remove the simulated voters, whose answers were withdrawn before, and what is left of their earlier answers.
//
// Returns: one row, how many voters were removed
//   voters  INTEGER
// Access: write
/*
:params {}
*/
MATCH (voter:Voter {role: 'voter'})
WHERE voter.simulated
CALL (voter) {
  MATCH ()-[before:SORTED_BEFORE]->()
  WHERE before.voter = voter.id
  DELETE before
}
DETACH DELETE voter
RETURN count(*) AS voters
