// Which sources are believed most in a category?
//
// A source that claims nothing of a tag says nothing of it: there is no share of what it misses.
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $category  STRING   name of the category; '' for all tags together
//   $after     STRING   cursor of the last row of the page before; '' for the first
//   $limit     INTEGER  rows a page
// Returns: one row per source with a claim there that people judged, the most reliable first
//   source         STRING    name of the source
//   category       STRING
//   precision      FLOAT     0 to 1: how many of its claims are right
//   lowPrecision   FLOAT     between this
//   highPrecision  FLOAT     and this in 95 of 100 cases
//   claims         INTEGER   claims that this rests on
//   fit            DATETIME  when these figures came to be
//   cursor         STRING    give as $after for the rows that follow
// Access: read
/*
:params {category: '', after: '', limit: 50}
*/
MATCH (source)-[reliable:RELIABLE_IN]->()
USING INDEX SEEK reliable:RELIABLE_IN(kind, category, order)
WHERE reliable.kind = 'source' AND reliable.category = $category AND reliable.order > $after
RETURN
  source.name AS source,
  reliable.category AS category,
  reliable.precision AS precision,
  reliable.lowPrecision AS lowPrecision,
  reliable.highPrecision AS highPrecision,
  reliable.claims AS claims,
  reliable.fit AS fit,
  reliable.order AS cursor
ORDER BY reliable.kind, reliable.category, reliable.order
LIMIT $limit
