// A person has looked at a picture: nothing that a class network suspects of it waits any more.
//
// Its lock is held. What was suspected, and why, is kept.
//
// Params:
//   $image  STRING  id of the picture
// Returns: one row
//   waiting  INTEGER  how many class networks suspected it
// Access: write
/*
:params {image: 'a1'}
*/
MATCH (:Image {id: $image})-[judged:JUDGED]->(:Filter)
WHERE judged.suspect IS NOT NULL
REMOVE judged.suspect
RETURN count(judged) AS waiting
