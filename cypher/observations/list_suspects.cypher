// Which voters show signs of bad faith?
//
// The index is named because the planner, on a graph too young to be counted, may read all of it instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first
//   $limit  INTEGER  rows a page
// Returns: one row per voter, those with most signs first
//   voter    STRING        id of the voter
//   name     STRING        null for an anonymous one
//   role     STRING        anonymous, voter, analyst or staff
//   signs    LIST<STRING>  too-fast, always-yes, always-no, copies
//   because  LIST<STRING>  what each rests on, in words and figures
//   cluster  STRING        id of the first voter of those who answer as one; null for none
//   aside    DATETIME      when staff set the voter aside; null for a voter who counts
//   cursor   STRING        give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 50}
*/
MATCH (voter:Voter)-[observed:OBSERVED]->()
USING INDEX SEEK observed:OBSERVED(kind, suspect)
WHERE observed.kind = 'voter' AND observed.suspect > $after
RETURN
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  observed.signs AS signs,
  observed.because AS because,
  voter.cluster AS cluster,
  voter.aside AS aside,
  observed.suspect AS cursor
ORDER BY observed.kind, observed.suspect
LIMIT $limit
