// Which pictures did filters refuse that nobody restored, those nearest to a filter's bound first?
//
// `nsfw` and `withheld` are those of the picture itself.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per picture and filter, by cursor
//   id          STRING
//   mime        STRING
//   width       INTEGER       pixels
//   height      INTEGER       pixels
//   frames      INTEGER
//   nsfw        STRING
//   withheld    LIST<STRING>
//   shown       STRING        id of the picture itself
//   filter      STRING        name of the filter
//   stage       STRING        which of its parts refused it
//   score       FLOAT         what that part measured; null where it measures nothing
//   percentile  FLOAT         share of the good pictures that score lower; null where there are none to compare with
//   reason      STRING
//   at          DATETIME
//   cursor      STRING        give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 20}
*/
MATCH (image:Image)-[judged:JUDGED]->(filter:Filter)
USING INDEX SEEK judged:JUDGED(board)
WHERE judged.board > $after
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
  judged.stage AS stage,
  judged.score AS score,
  judged.percentile AS percentile,
  judged.reason AS reason,
  judged.at AS at,
  judged.board AS cursor
ORDER BY judged.board
LIMIT $limit
