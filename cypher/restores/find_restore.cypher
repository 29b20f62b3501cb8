// Of which backup is a restore into this graph begun and not finished, and how far did it come?
//
// Returns: one row where there is one
//   restoring  STRING  digest of the backup
//   restored   STRING  part and rows
// Access: read
/*
:params {}
*/
MATCH (library:Library {name: 'taggy'})
WHERE library.restoring IS NOT NULL
RETURN library.restoring AS restoring, library.restored AS restored
