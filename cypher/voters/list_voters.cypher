// Who has an account, and how many open links and visits has each?
//
// Anonymous voters are left out. A link or visit is open until it expires or is revoked.
//
// Params:
//   $limit  INTEGER  voters at most
// Returns: one row per named voter, by name
//   id        STRING
//   name      STRING
//   role      STRING
//   joinedAt  DATETIME
//   links     INTEGER   open links
//   visits    INTEGER   open visits: browsers that are signed in
// Access: read
/*
:params {limit: 200}
*/
UNWIND ['voter', 'analyst', 'staff'] AS role
MATCH (voter:Voter {role: role})
WHERE voter.name IS NOT NULL
WITH
  voter,
  COLLECT {
    MATCH (session:Session)-[:OPENS]->(voter)
    WHERE session.revokedAt IS NULL AND session.expiresAt > datetime()
    RETURN session.kind
  } AS kinds
RETURN
  voter.id AS id,
  voter.name AS name,
  voter.role AS role,
  voter.joinedAt AS joinedAt,
  size([kind IN kinds WHERE kind = 'link']) AS links,
  size([kind IN kinds WHERE kind = 'visit']) AS visits
ORDER BY name
LIMIT $limit
