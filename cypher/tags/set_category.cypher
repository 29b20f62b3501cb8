// Put a tag into a category, and into no other; where that is another one, the tag's pairs are to follow (`moving`).
//
// The tag's lock is taken before its category is read, so of several at once each sees the one before.
//
// Params:
//   $tag       STRING  name of the tag
//   $category  STRING  name of the category, which is made where it is new
//   $key       STRING  key of the link between them
//   $move      STRING  names this change
// Returns: one row where there is such a tag
//   before  STRING  the category that it was in; null for none
// Access: write
/*
:params {tag: 'mary', category: 'artist', key: 'mary|artist', move: 'm1'}
*/
MATCH (locked:Tag {name: $tag})
REMOVE locked.lock_
WITH locked.name AS name
MATCH (tag:Tag {name: name})
OPTIONAL MATCH (tag)-[old:OF]->(was:Category)
WITH tag, collect(old) AS olds, min(was.name) AS before
SET tag.moving =
    CASE
      WHEN before = $category THEN tag.moving
      ELSE $move
    END
WITH tag, olds, before
FOREACH (old IN olds |
  DELETE old
)
MERGE (category:Category {name: $category})
CREATE (tag)-[:OF {key: $key}]->(category)
RETURN before
