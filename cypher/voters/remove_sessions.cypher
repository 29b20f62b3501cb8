// Remove links and visits that expired long ago; what their voters answered stays.
//
// Params:
//   $days   INTEGER  how many days ago at least
//   $limit  INTEGER  at most so many
// Returns: one row
//   sessions  INTEGER  links and visits that were removed
// Access: write
/*
:params {days: 30, limit: 1000}
*/
MATCH (session:Session)
WHERE session.expiresAt < datetime() - duration({days: $days})
WITH session
ORDER BY session.expiresAt
LIMIT $limit
DETACH DELETE session
RETURN count(*) AS sessions
