// Take the mark from the tags whose pairs are all computed anew: those that have not moved since.
//
// Params:
//   $until  STRING  the time of the last move that was dealt with, as ISO 8601 has it
// Returns: one row
//   tags  INTEGER  how many had a mark
// Access: write
/*
:params {until: '2026-01-01T00:00:00Z'}
*/
MATCH (tag:Tag)
WHERE tag.movedAt <= datetime($until)
REMOVE tag.movedAt
RETURN count(tag) AS tags
