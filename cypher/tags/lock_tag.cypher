// Take the write lock of a tag, and read what it means: it stays so until the end of this transaction.
//
// For what is written about the tag itself. Nothing that changes a pair takes it.
//
// Params:
//   $name  STRING  name of the tag
// Returns: one row, or none where there is no such tag
//   name         STRING  name of the tag
//   description  STRING  null for none
// Access: write
/*
:params {name: 'sunset'}
*/
MATCH (tag:Tag {name: $name})
REMOVE tag.lock_
WITH tag.name AS name
MATCH (tag:Tag {name: name})
RETURN tag.name AS name, tag.description AS description
