// Whose answers move most: without whom would most pairs turn?
//
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first
//   $limit  INTEGER  rows a page
// Returns: one row per voter who counts on a pair, the most influential first
//   voter   STRING   id of the voter
//   name    STRING   null for an anonymous one
//   role    STRING   anonymous, voter, analyst or staff
//   pairs   INTEGER  on which the voter counts
//   flips   INTEGER  of these, that would turn without the voter: settled otherwise, or more likely Yes than No
//   change  FLOAT    0 to 1: by how much the posterior of one moves, on average
//   fit     DATETIME  when this was measured
//   cursor  STRING   give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 50}
*/
MATCH (voter:Voter)-[observed:OBSERVED]->()
USING INDEX SEEK observed:OBSERVED(kind, sway)
WHERE observed.kind = 'voter' AND observed.sway > $after
RETURN
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  observed.pairs AS pairs,
  observed.flips AS flips,
  observed.change AS change,
  observed.fit AS fit,
  observed.sway AS cursor
ORDER BY observed.kind, observed.sway
LIMIT $limit
