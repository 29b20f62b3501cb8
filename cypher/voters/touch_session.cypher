// Note that a visit is in use: it expires that much later.
//
// Params:
//   $hash     STRING   SHA-256 of the secret, hex
//   $seconds  INTEGER  from now until it expires
// Returns: one row; none where the secret is unknown
//   hash  STRING
// Access: write
/*
:params {hash: 'ab12', seconds: 3600}
*/
MATCH (session:Session {hash: $hash})
SET session.touchedAt = datetime(), session.expiresAt = datetime() + duration({seconds: $seconds})
RETURN session.hash AS hash
