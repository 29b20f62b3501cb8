// Restore a picture: every filter that refuses it is overruled, from now on too.
//
// The lock of the shown picture is held.
//
// Params:
//   $image  STRING  id of the picture
//   $who    STRING  id of the staff voter who restores it
// Returns: one row
//   verdicts  INTEGER  how many refused it and waited
// Access: write
/*
:params {image: 'a1', who: 'f00d'}
*/
MATCH (:Image {id: $image})-[judged:JUDGED]->(:Filter)
WHERE judged.board IS NOT NULL
SET judged.restoredAt = datetime(), judged.restoredBy = $who
REMOVE judged.board
RETURN count(judged) AS verdicts
