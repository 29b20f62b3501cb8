// Suggested pairs whose keys follow a point drawn at random, that nobody has spoken on yet.
//
// A key begins with the picture's SHA-256, so that pictures are drawn evenly.
//
// Params:
//   $point  STRING   a random hexadecimal text
//   $nsfw   BOOLEAN  whether pictures marked NSFW may be asked
//   $limit  INTEGER  suggestions looked at
// Returns: one row per pair that may be asked, by key
//   image    STRING   id of the picture
//   tag      STRING
//   answers  INTEGER  informative answers so far: none
// Access: read
/*
:params {point: '7f', nsfw: false, limit: 64}
*/
MATCH (image)-[suggested:SUGGESTED]->(tag)
WHERE suggested.key > $point
WITH image, suggested, tag
ORDER BY suggested.key
LIMIT $limit
WHERE
  tag.state = 'circulating' AND
  NOT EXISTS {
    MATCH ()-[:CONSENSUS {key: suggested.key}]->()
  } AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0 OR (NOT $nsfw AND member.nsfw IN ['confirmed', 'suspected'])
  } AND
  NOT EXISTS {
  (image)-[:DUPLICATE_OF]->(:Image)
  }
RETURN image.id AS image, tag.name AS tag, 0 AS answers
ORDER BY suggested.key
