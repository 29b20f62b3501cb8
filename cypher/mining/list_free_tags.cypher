// Which tags circulate and are no other tag's alias?
//
// Params:
//   $after  STRING   name of the last tag of the page before; '' for the first
//   $limit  INTEGER  tags a page
// Returns: one row per tag, by name
//   name  STRING  name of the tag
// Access: read
/*
:params {after: '', limit: 5000}
*/
MATCH (tag:Tag)
USING INDEX SEEK tag:Tag(name)
WHERE tag.name > $after AND tag.state = 'circulating' AND NOT EXISTS { (tag)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) }
RETURN tag.name AS name
ORDER BY name
LIMIT $limit
