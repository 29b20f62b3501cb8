// Which voters answer as one?
//
// Params:
//   $after  STRING   id of the last voter of the page before; '' for the first
//   $limit  INTEGER  how many a page
// Returns: one row, because many small rows take longer to send than to find
//   members  LIST<LIST<STRING>>  by id of the voter: the voter, and the first voter of the cluster
// Access: read
/*
:params {after: '', limit: 5000}
*/
MATCH (voter:Voter)
USING INDEX voter:Voter(cluster)
WHERE voter.cluster IS NOT NULL AND voter.id > $after
WITH voter
ORDER BY voter.id
LIMIT $limit
RETURN collect([voter.id, voter.cluster]) AS members
