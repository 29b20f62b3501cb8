// Who holds the secrets of these hashes, and may they still be used?
//
// `aliases` are the anonymous ids that joined this account: their votes are this voter's.
//
// Params:
//   $hashes  LIST<STRING>  SHA-256 of each secret, hex
//   $kind    STRING        visit or link: neither can stand for the other
// Returns: one row, because many small rows take longer to send than to find
//   sessions  LIST<MAP>  of each secret that is known: hash; voter, an id; name, null for an anonymous voter; role
//                        (anonymous, voter, analyst or staff); nsfw, whether such pictures may be shown; aliases, at
//                        most 100; revoked; expired; stale, not touched for an hour
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
  collect({
    hash: session.hash,
    voter: voter.id,
    name: voter.name,
    role: voter.role,
    nsfw: session.nsfw,
    aliases: aliases,
    revoked: session.revokedAt IS NOT NULL,
    expired: session.expiresAt <= datetime(),
    stale: session.touchedAt < datetime() - duration({hours: 1})
  }) AS sessions
