// Which voters are set aside, when, and why?
//
// Params:
//   $limit  INTEGER  voters at most
// Returns: one row per voter, the latest first
//   voter    STRING    id of the voter
//   name     STRING    null for an anonymous one
//   role     STRING    anonymous, voter, analyst or staff
//   aside    DATETIME  since when
//   why      STRING    as the one who did it said; null for no reason given
//   by       STRING    id or name of the one who did it; null where no event tells
//   moving   BOOLEAN   some pairs have not followed yet
// Access: read
/*
:params {limit: 200}
*/
MATCH (voter:Voter)
WHERE voter.aside IS NOT NULL
WITH voter
ORDER BY voter.aside DESC, voter.id
LIMIT $limit
CALL (voter) {
  OPTIONAL MATCH (event:Event {subject: voter.id})
  WHERE event.at IS NOT NULL AND event.what = 'aside'
  RETURN event
  ORDER BY event.subject DESC, event.at DESC, event.id
  LIMIT 1
}
OPTIONAL MATCH (staff:Voter {id: event.who})
RETURN
  voter.id AS voter,
  voter.name AS name,
  voter.role AS role,
  voter.aside AS aside,
  event.why AS why,
  coalesce(staff.name, event.who) AS by,
  voter.moving IS NOT NULL AS moving
ORDER BY aside DESC, voter
