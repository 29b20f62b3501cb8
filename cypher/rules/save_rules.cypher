// Let these rules settle pairs from now on.
//
// What pairs they settle is for a job that comes after. The vocabulary's lock, which is this node's, is held.
//
// Params:
//   $settling  STRING  as TOML; null for the usual ones
// Returns: one row
//   settling  STRING  as they are now
// Access: write
/*
:params {settling: '[[rule]]\nname = "three agree"\nagree = 3\n'}
*/
MATCH (library:Library {name: 'taggy'})
SET library.settling = $settling
RETURN library.settling AS settling
