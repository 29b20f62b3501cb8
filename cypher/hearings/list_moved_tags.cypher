// Which tags hear something else since their pairs were last computed?
//
// Returns: one row per marked tag, by time and name
//   tag      STRING
//   movedAt  DATETIME  when that was last changed
// Access: read
/*
:params {}
*/
MATCH (tag:Tag)
WHERE tag.movedAt IS NOT NULL
RETURN tag.name AS tag, tag.movedAt AS movedAt
ORDER BY movedAt, tag
