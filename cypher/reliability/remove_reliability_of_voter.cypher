// Remove what is kept of how far a voter is believed.
//
// Params:
//   $voter  STRING  id of the voter
// Returns: one row
//   rows  INTEGER  how many were removed
// Access: write
/*
:params {voter: 'v1'}
*/
MATCH (:Voter {id: $voter})-[reliable:RELIABLE_IN]->()
DELETE reliable
RETURN count(*) AS rows
