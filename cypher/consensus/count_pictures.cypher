// How many pictures does the library hold?
//
// Returns: one row
//   pictures  INTEGER
// Access: read
/*
:params {}
*/
MATCH (image:Image)
RETURN count(image) AS pictures
