// Put tags into the categories that a site has them in: those in the general one, whose category nobody chose before.
//
// What anybody chose is an event, also where it was the general one. The tags' locks are taken before they are read, and
// their pairs are to follow (`moving`).
//
// Params:
//   $tags  LIST<MAP>  tag, category, key of the link between them, move (names the change); by tag
// Returns: one row per tag that was placed, by name
//   tag       STRING  name of the tag
//   category  STRING  the category that it is in now
// Access: write
/*
:params {tags: [{tag: 'mary', category: 'artist', key: 'mary|artist', move: 'm1'}]}
*/
UNWIND $tags AS row
MATCH (locked:Tag {name: row.tag})
REMOVE locked.lock_
WITH row, locked.name AS name
MATCH (tag:Tag {name: name})-[old:OF]->(:Category {name: 'general'})
WHERE
  NOT EXISTS {
    MATCH (event:Event)
    WHERE event.subject = name AND event.at IS NOT NULL AND event.what = 'category'
  }
MERGE (category:Category {name: row.category})
DELETE old
CREATE (tag)-[:OF {key: row.key}]->(category)
SET tag.moving = row.move
RETURN name AS tag, row.category AS category
ORDER BY tag
