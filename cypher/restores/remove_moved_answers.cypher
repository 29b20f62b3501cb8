// Remove the earlier answers that are no earlier than the current one of the same voter and pair.
//
// A backup reads current answers first. One that is changed or taken back after that is met again among the earlier
// ones: it was current when it was read, and stays so.
//
// Params:
//   $begun  DATETIME  when the backup began; answers that were changed before that are not looked at
// Returns: one row
//   removed  INTEGER  how many
// Access: write
/*
:params {begun: datetime('2020-01-01T00:00:00Z')}
*/
MATCH (image:Image)-[before:SORTED_BEFORE]->(tag:Tag)
WHERE before.until >= $begun
MATCH (image)-[current:SORT]->(tag)
WHERE current.voter = before.voter AND before.at >= current.at
DELETE before
RETURN count(*) AS removed
