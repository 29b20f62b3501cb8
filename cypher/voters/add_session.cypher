// Let whoever holds the secret of this hash be this voter: a visit (a browser) or a link that opens visits.
//
// Only the hash of the secret is kept. The same hash again changes nothing, so a retry is safe.
//
// Params:
//   $hash     STRING   SHA-256 of the secret, hex
//   $kind     STRING   visit or link
//   $voter    STRING   id of the voter
//   $key      STRING   key of the OPENS relationship
//   $seconds  INTEGER  until it expires
// Returns: one row; none where there is no such voter
//   hash  STRING
// Access: write
/*
:params {hash: 'ab12', kind: 'visit', voter: 'f00d', key: 'ab12|f00d', seconds: 3600}
*/
MATCH (voter:Voter {id: $voter})
MERGE (session:Session {hash: $hash})
  ON CREATE SET
    session.kind = $kind,
    session.nsfw = false,
    session.createdAt = datetime(),
    session.touchedAt = datetime(),
    session.expiresAt = datetime() + duration({seconds: $seconds})
MERGE (session)-[:OPENS {key: $key}]->(voter)
RETURN session.hash AS hash
