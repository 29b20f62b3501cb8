// Remove what is kept of how far somebody is believed, and mark who that was: the pairs are to follow.
//
// Params:
//   $keys  LIST<STRING>  keys; those that are not there are left out
// Returns: one row
//   rows  INTEGER  how many were removed
// Access: write
/*
:params {keys: ['voter|v1|']}
*/
UNWIND $keys AS key
MATCH (who)-[reliable:RELIABLE_IN {key: key}]->()
FOREACH (speaker IN [who][..
CASE
  WHEN who:Category THEN 0
  ELSE 1
END] |
  SET speaker.moved = toString(datetime.realtime()) + '|' + coalesce(speaker.id, speaker.name)
)
DELETE reliable
RETURN count(*) AS rows
