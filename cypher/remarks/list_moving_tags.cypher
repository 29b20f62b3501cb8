// Whose pairs have not all followed a change of their tag's state?
//
// Params:
//   $limit  INTEGER  tags at most
// Returns: one row per tag, by name
//   tag     STRING
//   moving  STRING  names the change
// Access: read
/*
:params {limit: 200}
*/
MATCH (tag:Tag)
WHERE tag.moving IS NOT NULL
RETURN tag.name AS tag, tag.moving AS moving
ORDER BY tag
LIMIT $limit
