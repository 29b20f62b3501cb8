// Which proposals for pictures that were only tried did people call wrong? The newest first, read in index order.
//
// Params:
//   $limit  INTEGER  rows
// Returns: one row per complaint, newest first
//   id          STRING
//   pair        STRING          key of what the run said: run, picture and tag
//   confidence  STRING          how sure the run was, as text
//   note        STRING          null where none was given
//   at          ZONED DATETIME  when
//   name        STRING          name of who complained; null for none
//   kept        BOOLEAN         the picture is in the library too
// Access: read
/*
:params {limit: 50}
*/
MATCH (event:Event)
USING INDEX SEEK event:Event(subject, at)
WHERE event.subject = 'TRIAL' AND event.at IS NOT NULL
WITH event
ORDER BY event.subject DESC, event.at DESC, event.id
LIMIT $limit
OPTIONAL MATCH (voter:Voter {id: event.who})
RETURN
  event.id AS id,
  event.before AS pair,
  event.after AS confidence,
  event.why AS note,
  event.at AS at,
  voter.name AS name,
  EXISTS { (:Image {id: split(event.before, '|')[1]}) } AS kept
ORDER BY at DESC, id
