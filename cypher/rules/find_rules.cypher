// Which rules settle pairs in this library?
//
// Returns: one row, none in a graph without its own housekeeping
//   settling  STRING  as TOML; null for the usual ones
// Access: read
/*
:params {}
*/
MATCH (library:Library {name: 'taggy'})
RETURN library.settling AS settling
