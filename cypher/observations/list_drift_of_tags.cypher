// Which tags have come to mean something else, and how did answers agree on each, month by month?
//
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first
//   $limit  INTEGER  rows a page
// Returns: one row per tag with an answer to a pair that others answered too, the strongest change first
//   tag       STRING
//   z         FLOAT          the change in standard deviations, below 0 where people agree less; null for too few
//   since     STRING         month of the change, as 2026-05; null for too few
//   moved     BOOLEAN        the change is beyond luck
//   months    LIST<STRING>   with an answer, as 2026-05
//   answers   LIST<INTEGER>  of each month
//   agreed    LIST<INTEGER>  of these, that others agree with
//   expected  LIST<FLOAT>    how many of these would, had nothing changed
//   fit       DATETIME       when this was measured
//   cursor    STRING         give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 50}
*/
MATCH (tag:Tag)-[observed:OBSERVED]->()
USING INDEX SEEK observed:OBSERVED(kind, drift)
WHERE observed.kind = 'tag' AND observed.drift > $after
RETURN
  tag.name AS tag,
  observed.z AS z,
  observed.since AS since,
  observed.moved AS moved,
  observed.months AS months,
  observed.answers AS answers,
  observed.agreed AS agreed,
  observed.expected AS expected,
  observed.fit AS fit,
  observed.drift AS cursor
ORDER BY observed.kind, observed.drift
LIMIT $limit
