// The pairs of which voters have not all followed a change of how far the voter counts?
//
// Params:
//   $limit  INTEGER  voters at most
// Returns: one row per voter, by id
//   voter   STRING        id of the voter
//   moving  STRING        names the change
//   ids     LIST<STRING>  all under which this voter answered, by name
// Access: read
/*
:params {limit: 200}
*/
MATCH (voter:Voter)
WHERE voter.moving IS NOT NULL
WITH voter
ORDER BY voter.id
LIMIT $limit
RETURN
  voter.id AS voter,
  voter.moving AS moving,
  COLLECT {
    MATCH (one:Voter)-[:IS]->{0,1}(voter)
    RETURN one.id
    ORDER
    BY
    one.id
  } AS ids
ORDER BY voter
