// Add the tags that are not there yet, each in its category.
//
// In a transaction of its own, so that none that holds a picture's lock waits for a tag. A tag that is there is only
// read: neither locked nor changed.
//
// Params:
//   $tags  LIST<MAP>  name, category, and the key of the link between them
// Returns: one row
//   added  INTEGER  how many were not there
// Access: write
/*
:params {tags: [{name: 'artist:mary', category: 'artist', key: 'artist:mary|artist'}]}
*/
UNWIND $tags AS new
OPTIONAL MATCH (known:Tag {name: new.name})
WITH new, known
WHERE known IS NULL
MERGE (category:Category {name: new.category})
MERGE (tag:Tag {name: new.name})
  ON CREATE SET tag.state = 'circulating', tag.createdAt = datetime()
MERGE (tag)-[:OF {key: new.key}]->(category)
RETURN count(*) AS added
