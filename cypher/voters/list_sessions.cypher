// Who holds the secrets of these hashes, and may they still be used?
//
// `aliases` are the anonymous ids that joined this account: their votes are this voter's.
//
// Params:
//   $hashes  LIST<STRING>  SHA-256 of each secret, hex
//   $kind    STRING        visit or link: neither can stand for the other
// Returns: one row per secret that is known
//   hash     STRING
//   voter    STRING        id of the voter
//   name     STRING        null for an anonymous voter
//   role     STRING        anonymous, voter, analyst or staff
//   nsfw     BOOLEAN       whether NSFW pictures may be shown
//   aliases  LIST<STRING>  at most 100
//   revoked  BOOLEAN
//   expired  BOOLEAN
//   stale    BOOLEAN       not touched for an hour
// Access: read
/*
:params {hashes: ['ab12'], kind: 'visit'}
*/
UNWIND $hashes AS hash
MATCH (session:Session {hash: hash})-[:OPENS]->(voter:Voter)
WHERE session.kind = $kind
CALL (voter) {
  OPTIONAL MATCH (other:Voter)-[:IS]->(voter)
  WITH other
  ORDER BY other.id
  LIMIT 100
  RETURN collect(other.id) AS aliases
}
RETURN
  session.hash AS hash,
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  session.nsfw AS nsfw,
  aliases,
  session.revokedAt IS NOT NULL AS revoked,
  session.expiresAt <= datetime() AS expired,
  session.touchedAt < datetime() - duration({hours: 1}) AS stale
