// Opt a visit in to NSFW pictures, or out again.
//
// Params:
//   $hash  STRING   SHA-256 of the secret, hex
//   $nsfw  BOOLEAN  whether they may be shown
// Returns: one row; none where the secret is unknown
//   hash  STRING
// Access: write
/*
:params {hash: 'ab12', nsfw: true}
*/
MATCH (session:Session {hash: $hash})
SET session.nsfw = $nsfw
RETURN session.hash AS hash
