// Which voters are believed most in a category?
//
// The order is that of the mean of sensitivity and specificity. Of whom little is known, that is near the crowd's.
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $category  STRING   name of the category; '' for all tags together
//   $after     STRING   cursor of the last row of the page before; '' for the first
//   $limit     INTEGER  rows a page
// Returns: one row per voter with an answer there, the most reliable first
//   voter            STRING    id of the voter
//   name             STRING    null for an anonymous one
//   role             STRING    anonymous, voter, analyst or staff
//   category         STRING
//   sensitivity      FLOAT     0 to 1: says Yes where it is so
//   lowSensitivity   FLOAT     between this
//   highSensitivity  FLOAT     and this in 95 of 100 cases
//   specificity      FLOAT     0 to 1: says No where it is not so
//   lowSpecificity   FLOAT     between this
//   highSpecificity  FLOAT     and this in 95 of 100 cases
//   right            FLOAT     0 to 1: how many of the answers are right
//   answers          INTEGER   answers that this rests on
//   fit              DATETIME  when these figures came to be
//   cursor           STRING    give as $after for the rows that follow
// Access: read
/*
:params {category: '', after: '', limit: 50}
*/
MATCH (voter)-[reliable:RELIABLE_IN]->()
USING INDEX SEEK reliable:RELIABLE_IN(kind, category, order)
WHERE reliable.kind = 'voter' AND reliable.category = $category AND reliable.order > $after
RETURN
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  reliable.category AS category,
  reliable.sensitivity AS sensitivity,
  reliable.lowSensitivity AS lowSensitivity,
  reliable.highSensitivity AS highSensitivity,
  reliable.specificity AS specificity,
  reliable.lowSpecificity AS lowSpecificity,
  reliable.highSpecificity AS highSpecificity,
  reliable.right AS right,
  reliable.answers AS answers,
  reliable.fit AS fit,
  reliable.order AS cursor
ORDER BY reliable.kind, reliable.category, reliable.order
LIMIT $limit
