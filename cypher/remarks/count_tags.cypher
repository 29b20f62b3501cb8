// How many tags are there?
//
// Returns: one row
//   tags  INTEGER
// Access: read
/*
:params {}
*/
MATCH (tag:Tag)
RETURN count(tag) AS tags
