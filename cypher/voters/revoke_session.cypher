// End a visit for good.
//
// Revoking again keeps the first time.
//
// Params:
//   $hash  STRING  SHA-256 of the secret, hex
// Returns: one row; none where the secret is unknown
//   hash  STRING
// Access: write
/*
:params {hash: 'ab12'}
*/
MATCH (session:Session {hash: $hash})
SET session.revokedAt = coalesce(session.revokedAt, datetime())
RETURN session.hash AS hash
