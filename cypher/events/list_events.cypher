// What was decided about this, when, why, and by whom?
//
// The newest first, in index order: what else was decided is not read.
//
// Params:
//   $subject  STRING   of what: the name of a tag, the id of a picture
//   $limit    INTEGER  rows
// Returns: one row per event, newest first
//   id      STRING          id of the event
//   what    STRING          what was changed
//   before  STRING          null where there was nothing
//   after   STRING          null where there is nothing now
//   why     STRING          null where no reason was given
//   at      ZONED DATETIME  when
//   who     STRING          id of the voter, or what else did it
//   name    STRING          name of the voter; null for none
//   role    STRING          role of the voter; null for none
// Access: read
/*
:params {subject: 'sunset', limit: 20}
*/
MATCH (event:Event)
WHERE event.subject = $subject AND event.at IS NOT NULL
WITH event
ORDER BY event.subject DESC, event.at DESC, event.id
LIMIT $limit
OPTIONAL MATCH (voter:Voter {id: event.who})
RETURN
  event.id AS id,
  event.what AS what,
  event.before AS before,
  event.after AS after,
  event.why AS why,
  event.at AS at,
  event.who AS who,
  voter.name AS name,
  voter.role AS role
ORDER BY at DESC, id
