// Which voters have come to judge differently, and how did each agree with the others, month by month?
//
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first
//   $limit  INTEGER  rows a page
// Returns: one row per voter with an answer that others gave too, the strongest change first
//   voter     STRING         id of the voter
//   name      STRING         null for an anonymous one
//   role      STRING         anonymous, voter, analyst or staff
//   z         FLOAT          the change in standard deviations, below 0 for a voter who agrees less; null for too few
//   since     STRING         month of the change, as 2026-05; null for too few
//   moved     BOOLEAN        the change is beyond luck
//   months    LIST<STRING>   with an answer, as 2026-05
//   answers   LIST<INTEGER>  of each month
//   agreed    LIST<INTEGER>  of these, that others agree with
//   expected  LIST<FLOAT>    how many of these would, had nothing changed
//   retests   INTEGER        questions that were asked again
//   same      INTEGER        of these, that were answered as before
//   fit       DATETIME       when this was measured
//   cursor    STRING         give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 50}
*/
MATCH (voter:Voter)-[observed:OBSERVED]->()
USING INDEX SEEK observed:OBSERVED(kind, drift)
WHERE observed.kind = 'voter' AND observed.drift > $after
RETURN
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  observed.z AS z,
  observed.since AS since,
  observed.moved AS moved,
  observed.months AS months,
  observed.answers AS answers,
  observed.agreed AS agreed,
  observed.expected AS expected,
  observed.retests AS retests,
  observed.same AS same,
  observed.fit AS fit,
  observed.drift AS cursor
ORDER BY observed.kind, observed.drift
LIMIT $limit
