// Which pictures do class networks suspect that no person has looked at, the surest first?
//
// `nsfw` and `withheld` are those of the picture itself.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per picture and class network, by cursor
//   id        STRING
//   mime      STRING
//   width     INTEGER       pixels
//   height    INTEGER       pixels
//   frames    INTEGER
//   nsfw      STRING
//   withheld  LIST<STRING>
//   shown     STRING        id of the picture itself
//   filter    STRING        name of the class network's judgement
//   score     FLOAT         how likely the suspected classes are together
//   reason    STRING
//   at        DATETIME      when it was first suspected
//   cursor    STRING        give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 20}
*/
MATCH (image:Image)-[judged:JUDGED]->(filter:Filter)
USING INDEX SEEK judged:JUDGED(suspect)
WHERE judged.suspect > $after
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  coalesce(image.nsfw, 'unknown') AS nsfw,
  image.withheld AS withheld,
  image.id AS shown,
  filter.name AS filter,
  judged.score AS score,
  judged.reason AS reason,
  judged.at AS at,
  judged.suspect AS cursor
ORDER BY judged.suspect
LIMIT $limit
