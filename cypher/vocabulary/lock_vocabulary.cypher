// Take the vocabulary's write lock: whoever changes links holds it, so that each change is checked against all others.
//
// Returns: one row
//   name  STRING  of the node that is the lock
// Access: write
/*
:params {}
*/
MATCH (library:Library {name: 'taggy'})
REMOVE library.lock_
RETURN library.name AS name
