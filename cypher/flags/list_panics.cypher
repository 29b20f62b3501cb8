// Which pictures wait for a verdict of staff, the longest waiting first?
//
// A picture waits while a flag on it is open.
//
// Params:
//   $limit  INTEGER  pictures at most
// Returns: one row per picture
//   id        STRING
//   mime      STRING
//   width     INTEGER       pixels
//   height    INTEGER       pixels
//   frames    INTEGER
//   nsfw      STRING
//   withheld  LIST<STRING>
//   shown     STRING        id of the picture shown for it
//   panics    INTEGER       voters who flagged it and wait
//   at        DATETIME      of the first of them
// Access: read
/*
:params {limit: 50}
*/
MATCH ()-[flag:FLAGGED]->(image)
WHERE flag.state = 'open' AND flag.at IS NOT NULL
WITH image, count(flag) AS panics, min(flag.at) AS at
ORDER BY at, image.id
LIMIT $limit
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  coalesce(image.nsfw, 'unknown') AS nsfw,
  coalesce(image.withheld, []) AS withheld,
  coalesce(better.id, image.id) AS shown,
  panics,
  at
ORDER BY at, id
