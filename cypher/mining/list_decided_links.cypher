// Which links between tags did staff accept or reject?
//
// Returns: one row per link, by type and names
//   type      STRING   ALIAS_OF, IMPLIES or EXCLUDES
//   start     STRING   the tag where it starts
//   end       STRING   the tag where it ends
//   accepted  BOOLEAN  false where it was rejected
// Access: read
/*
:params {}
*/
MATCH (start:Tag)-[link:ALIAS_OF|IMPLIES|EXCLUDES]->(end:Tag)
WHERE link.state IN ['accepted', 'rejected']
RETURN type(link) AS type, start.name AS start, end.name AS end, link.state = 'accepted' AS accepted
ORDER BY type, start, end
