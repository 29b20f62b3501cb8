// Which current answers were given by simulated voters?
//
// Params:
//   $limit  INTEGER  at most so many
// Returns: one row per answer
//   voter  STRING  id of the simulated voter
//   image  STRING  id of the picture
//   tag    STRING
// Access: read
/*
:params {limit: 500}
*/
MATCH (voter:Voter {role: 'voter'})
WHERE voter.simulated
MATCH (image)-[vote:SORT]->(tag)
WHERE vote.voter = voter.id
WITH voter, image, tag
LIMIT $limit
RETURN voter.id AS voter, image.id AS image, tag.name AS tag
ORDER BY voter, image, tag
