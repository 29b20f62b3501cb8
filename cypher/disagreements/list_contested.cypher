// Where do people contradict each other?
//
// Contested: at least one Yes and one No, and people between 0.3 and 0.7. The most evenly and most often contradicted
// first. The model has no part in it.
// A ruling ends a disagreement. Withheld pictures are left out; `nsfw` tells whom the others may be shown to.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per pair, strongest disagreement first
//   image     STRING   id of the image
//   tag       STRING   name of the tag
//   yes       INTEGER  people who say Yes
//   no        INTEGER  people who say No
//   pass      INTEGER  people who passed
//   claims    INTEGER  sources that claim it
//   people    FLOAT    0 to 1: people alone; null where nobody said Yes or No
//   evidence  FLOAT    0 to 1: people and sources; null where there is neither
//   run       FLOAT    0 to 1: confidence of the live run; null where it said nothing
//   gap       FLOAT    run less people; null where one of them is
//   settled   STRING   yes or no where people settled it; null where they did not
//   nsfw      STRING   of the image's class: unknown, suspected, confirmed or cleared
//   cursor    STRING   give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 20}
*/
MATCH (image)-[c:CONSENSUS]->()
WHERE c.board > 'contested|' AND c.board > $after AND c.board < 'contested}'
WITH image, c, [(copy)-[:DUPLICATE_OF]->(image) | copy.nsfw ] + [image.nsfw] AS states
RETURN
  c.image AS image,
  c.tag AS tag,
  c.yes AS yes,
  c.no AS no,
  c.pass AS pass,
  c.claims AS claims,
  c.people AS people,
  c.evidence AS evidence,
  c.run AS run,
  c.run - c.people AS gap,
  c.settled AS settled,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [image.nsfw]) AS nsfw,
  c.board AS cursor
ORDER BY c.board
LIMIT $limit
