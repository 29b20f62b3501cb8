// Put a tag into a category, and into no other.
//
// Params:
//   $tag       STRING  name of the tag
//   $category  STRING  name of the category, which is made where it is new
//   $key       STRING  key of the link between them
// Returns: one row where there is such a tag
//   before  STRING  the category that it was in; null for none
// Access: write
/*
:params {tag: 'mary', category: 'artist', key: 'mary|artist'}
*/
MATCH (tag:Tag {name: $tag})
OPTIONAL MATCH (tag)-[old:OF]->(was:Category)
WITH tag, collect(old) AS olds, min(was.name) AS before
FOREACH (old IN olds |
  DELETE old
)
MERGE (category:Category {name: $category})
CREATE (tag)-[:OF {key: $key}]->(category)
RETURN before
