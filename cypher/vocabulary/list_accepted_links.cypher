// Which links between tags count?
//
// Returns: one row per accepted link, by type and ends
//   type   STRING  ALIAS_OF, IMPLIES or EXCLUDES
//   start  STRING  name of the tag where it starts
//   end    STRING  name of the tag where it ends
// Access: read
/*
:params {}
*/
MATCH (start:Tag)-[link:ALIAS_OF|IMPLIES|EXCLUDES]->(end:Tag)
WHERE link.state = 'accepted'
RETURN type(link) AS type, start.name AS start, end.name AS end
ORDER BY type, start, end
