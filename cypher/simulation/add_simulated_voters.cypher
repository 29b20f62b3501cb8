// Add sample voters, marked as simulated, so that rankings have something to show.
//
// Params:
//   $voters  LIST<MAP>  id and name of each
// Returns: one row, how many simulated voters there are now
//   voters  INTEGER
// Access: write
/*
:params {voters: [{id: 'simulated-1', name: 'Simulated voter 1'}]}
*/
UNWIND $voters AS row
MERGE (voter:Voter {id: row.id})
  ON CREATE SET voter.name = row.name, voter.role = 'voter', voter.joinedAt = datetime(), voter.simulated = true
RETURN count(*) AS voters
