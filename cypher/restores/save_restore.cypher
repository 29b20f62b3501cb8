// Note how far a restore into this graph came.
//
// Params:
//   $restoring  STRING  digest of the backup
//   $restored   STRING  part and rows
// Returns: one row
//   restoring  STRING
//   restored   STRING
// Access: write
/*
:params {restoring: 'ff', restored: 'nodes/Image:1000'}
*/
MATCH (library:Library {name: 'taggy'})
SET library.restoring = $restoring, library.restored = $restored
RETURN library.restoring AS restoring, library.restored AS restored
