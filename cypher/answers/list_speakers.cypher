// Who is each of these voters: the account that an anonymous one joined, else the voter?
//
// Voters whom staff set aside are left out: nobody speaks for them.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  voters: ids
// Returns: one row, because many small rows take longer to send than to find
//   speakers  LIST<LIST<STRING>>  of each voter that counts: its id, and the id that speaks for it
// Access: read
/*
:params {batch: {voters: ['v1']}}
*/
UNWIND $batch.voters AS id
MATCH (voter:Voter {id: id})
OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
WITH id, coalesce(account, voter) AS speaker
WHERE speaker.aside IS NULL
RETURN collect([id, speaker.id]) AS speakers
