// What has this voter answered on two pictures, newest first?
//
// Params:
//   $voter   STRING    id of the voter
//   $before  DATETIME  answers given before this; the far future for the first page
//   $limit   INTEGER   1 to 200
// Returns: one row per answer
//   criterion  STRING    name of the criterion
//   left       STRING    id of the picture that stood left
//   right      STRING    id of the picture that stood right
//   answer     STRING    left, right, tie or pass
//   strength   INTEGER   null for a tie or a pass
//   why        STRING    why these two were asked
//   held       BOOLEAN   drawn to judge by, and nothing learns from it
//   at         DATETIME
// Access: read
/*
:params {voter: 'v1', before: datetime('9999-01-01T00:00:00Z'), limit: 50}
*/
MATCH (lower)-[given:PREFERRED_TO]->(higher)
USING INDEX SEEK given:PREFERRED_TO(voter, at)
WHERE given.voter = $voter AND given.at < $before
WITH lower, given, higher, given.left = lower.id AS straight
ORDER BY given.voter DESC, given.at DESC
LIMIT $limit
RETURN
  given.criterion AS criterion,
  CASE
    WHEN straight THEN lower.id
    ELSE higher.id
  END AS left,
  CASE
    WHEN straight THEN higher.id
    ELSE lower.id
  END AS right,
  CASE
    WHEN given.answer IN ['tie', 'pass'] THEN given.answer
    WHEN straight = (given.answer = 'lower') THEN 'left'
    ELSE 'right'
  END AS answer,
  given.strength AS strength,
  given.why AS why,
  given.held AS held,
  given.at AS at
