// Keep with whom each of these voters answers as one; what changes is marked, until all their pairs have followed.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  rows: voter; cluster, null for a voter who answers alone; moving, which names the change
// Returns: one row
//   rows  INTEGER  how many changed
// Access: write
/*
:params {batch: {rows: [{voter: 'v1', cluster: 'v1', moving: 'm1'}]}}
*/
UNWIND $batch.rows AS row
MATCH (voter:Voter {id: row.voter})
WHERE NOT EXISTS { (voter)-[:IS]->(:Voter) } OR row.cluster IS NULL
REMOVE voter.lock_
WITH voter, row
WHERE coalesce(voter.cluster, '') <> coalesce(row.cluster, '')
SET voter.cluster = row.cluster, voter.moving = row.moving
RETURN count(*) AS rows
