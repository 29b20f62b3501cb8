// Settle every flag on a picture.
//
// Params:
//   $image  STRING  id of the picture
//   $state  STRING  confirmed or cleared
//   $who    STRING  id of the staff voter who settled it
// Returns: one row
//   flags  INTEGER  how many were settled
// Access: write
/*
:params {image: 'a1', state: 'confirmed', who: 'f00d'}
*/
MATCH (:Voter)-[flag:FLAGGED]->(:Image {id: $image})
SET flag.state = $state, flag.who = $who
RETURN count(flag) AS flags
