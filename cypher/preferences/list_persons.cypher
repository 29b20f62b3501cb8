// Whom does each of these voters count as, where two pictures are compared?
//
// An anonymous voter who joined an account is the account; all others who are anonymous are one voice together, and so
// are those who answer as one. Voters whom staff set aside are left out.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  voters: ids
// Returns: one row, because many small rows take longer to send than to find
//   persons  LIST<LIST<STRING>>  of each voter that counts: its id, and the person's
// Access: read
/*
:params {batch: {voters: ['v1']}}
*/
UNWIND $batch.voters AS id
MATCH (voter:Voter {id: id})
OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
WITH id, coalesce(account, voter) AS speaker
WHERE speaker.aside IS NULL
RETURN
  collect([
    id,
    CASE
      WHEN speaker.role = 'anonymous' THEN 'anonymous'
      ELSE coalesce('cluster ' + speaker.cluster, speaker.id)
    END
  ]) AS persons
