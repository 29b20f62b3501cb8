// Note that the restore into this graph is finished.
//
// Returns: one row where one was begun
//   restoring  STRING  digest of the backup
//   restored   STRING  part and rows
// Access: write
/*
:params {}
*/
MATCH (library:Library {name: 'taggy'})
WHERE library.restoring IS NOT NULL
WITH library, library.restoring AS restoring, library.restored AS restored
REMOVE library.restoring, library.restored
RETURN restoring, restored
