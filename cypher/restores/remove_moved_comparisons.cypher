// Remove the earlier answers on two pictures that are no earlier than the current one of the same voter and criterion.
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
MATCH (lower:Image)-[before:PREFERRED_BEFORE]->(higher:Image)
WHERE before.until >= $begun
MATCH (lower)-[current:PREFERRED_TO]->(higher)
WHERE current.voter = before.voter AND current.criterion = before.criterion AND before.at >= current.at
DELETE before
RETURN count(*) AS removed
