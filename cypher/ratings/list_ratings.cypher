// Which pictures are best by a criterion?
//
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $criterion  STRING   name of the criterion
//   $after      STRING   cursor of the last row of the page before; '' for the first
//   $limit      INTEGER  rows a page
// Returns: one row per picture with a rating, the best first
//   image        STRING    id of the picture
//   score        FLOAT     log-odds, by its comparisons; null where nobody compared it
//   low          FLOAT     between this
//   high         FLOAT     and this in 95 of 100 cases
//   comparisons  INTEGER   how many it rests on
//   part         INTEGER   comparisons join the pictures of a part, and scores compare only there; 1 is the largest
//   guess        FLOAT     log-odds, as the ensemble has it from what the picture looks like; null where nobody saw it
//   variance     FLOAT     how far the members of the ensemble are apart
//   fit          DATETIME  when these figures came to be
//   cursor       STRING    give as $after for the rows that follow
// Access: read
/*
:params {criterion: 'quality', after: '', limit: 50}
*/
MATCH (image)-[rated:RATED]->()
USING INDEX SEEK rated:RATED(criterion, order)
WHERE rated.criterion = $criterion AND rated.order > $after
RETURN
  image.id AS image,
  rated.score AS score,
  rated.low AS low,
  rated.high AS high,
  rated.comparisons AS comparisons,
  rated.part AS part,
  rated.guess AS guess,
  rated.variance AS variance,
  rated.fit AS fit,
  rated.order AS cursor
ORDER BY rated.criterion, rated.order
LIMIT $limit
