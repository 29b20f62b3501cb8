// Which pictures wait for a verdict of staff, the longest waiting first?
//
// A picture waits while a flag on it is open. `nsfw` and `withheld` are those of its duplicate class.
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
WITH image, panics, at, coalesce(better, image) AS shown
WITH image, panics, at, shown, [(copy)-[:DUPLICATE_OF]->(shown) | copy ] + [shown] AS members
WITH
  image,
  panics,
  at,
  shown,
  [member IN members | member.nsfw] AS states,
  [member IN members | member.withheld] AS reasons
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [coalesce(image.nsfw, 'unknown')]) AS nsfw,
  reduce(found = [], some IN reasons | found + [reason IN coalesce(some, []) WHERE NOT reason IN found]) AS withheld,
  shown.id AS shown,
  panics,
  at
ORDER BY at, id
