// End every open link and visit of a voter.
//
// Params:
//   $voter  STRING  id of the voter
// Returns: one row
//   links   INTEGER  links that were open
//   visits  INTEGER  visits that were open
// Access: write
/*
:params {voter: 'f00d'}
*/
MATCH (session:Session)-[:OPENS]->(:Voter {id: $voter})
WHERE session.revokedAt IS NULL AND session.expiresAt > datetime()
SET session.revokedAt = datetime()
RETURN
  count(
    CASE session.kind
      WHEN 'link' THEN 1
    END) AS links,
  count(
    CASE session.kind
      WHEN 'visit' THEN 1
    END) AS visits
