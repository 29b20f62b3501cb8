// Which tags circulate, and how many pairs has each? Other names of a tag are left out.
//
// The number is the tag's degree, which the store knows without counting; settled pairs are among them.
//
// Params:
//   $category  STRING  only tags of this category; null for all
// Returns: one row per tag that has a pair, most pairs first
//   tag    STRING
//   pairs  INTEGER
// Access: read
/*
:params {category: null}
*/
MATCH (tag:Tag {state: 'circulating'})
WHERE
  ($category IS NULL OR EXISTS { (tag)-[:OF]->(:Category {name: $category}) }) AND
  NOT EXISTS {
  (:Tag)-[:HEARS {direct: true}]->(tag)
  }
WITH tag.name AS tag, COUNT { (tag)<-[:CONSENSUS]-() } AS pairs
WHERE pairs > 0
RETURN tag, pairs
ORDER BY pairs DESC, tag
LIMIT 100000
