// What do people and sources say of each picture? What the model learns from: never from a model.
//
// Only pictures that are shown and withheld in no copy, only tags that circulate, only pairs with evidence. A pair that is
// not listed is unknown, not No.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture with evidence, by id
//   image     STRING        id of the picture
//   tags      LIST<STRING>  tags with evidence, by name
//   evidence  LIST<FLOAT>   of each tag, 0 to 1
//   claimed   BOOLEAN       a source claims at least one tag of it
// Access: read
/*
:params {after: '', limit: 500}
*/
MATCH (image:Image)
WHERE
  image.id > $after AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0
  } AND
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  EXISTS {
    (image)-[c:CONSENSUS]->(:Tag {state: 'circulating'})
    WHERE c.evidence IS NOT NULL
  }
WITH image
ORDER BY image.id
LIMIT $limit
MATCH (image)-[c:CONSENSUS]->(:Tag {state: 'circulating'})
WHERE c.evidence IS NOT NULL
WITH image, c
ORDER BY image.id, c.tag
RETURN image.id AS image, collect(c.tag) AS tags, collect(c.evidence) AS evidence, max(c.claims) > 0 AS claimed
ORDER BY image
