// Who speaks for each of the next voters, and what is known of who speaks?
//
// Params:
//   $after  STRING   id of the last voter of the page before; '' for the first
//   $limit  INTEGER  voters a page
// Returns: one row, because many small rows take longer to send than to find
//   voices  LIST<LIST>  by id: the voter's id; the id of the account that an anonymous one joined, else the voter's own;
//                       and of that: whether it is anonymous, whether staff set it aside, its cluster or null
// Access: read
/*
:params {after: '', limit: 1000}
*/
MATCH (voter:Voter)
USING INDEX SEEK voter:Voter(id)
WHERE voter.id > $after
WITH voter
ORDER BY voter.id
LIMIT $limit
OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
WITH voter.id AS id, coalesce(account, voter) AS speaker
ORDER BY id
RETURN collect([id, speaker.id, speaker.role = 'anonymous', speaker.aside IS NOT NULL, speaker.cluster]) AS voices
