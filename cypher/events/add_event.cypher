// Write down who changed what, and why.
//
// Events are only ever added. The same id again changes nothing, so a retry is safe.
//
// Params:
//   $id       STRING  random
//   $who      STRING  id of the voter
//   $what     STRING  what was changed, such as nsfw
//   $subject  STRING  of what: the id of a picture, the name of a tag
//   $before   STRING  null where there was nothing
//   $after    STRING  null where there is nothing now
//   $why      STRING  null where no reason was given
// Returns: one row
//   id  STRING
// Access: write
/*
:params {id: 'e1', who: 'f00d', what: 'nsfw', subject: 'a1', before: 'unknown', after: 'confirmed', why: 'verdict'}
*/
MERGE (event:Event {id: $id})
  ON CREATE SET
    event.who = $who,
    event.what = $what,
    event.subject = $subject,
    event.before = $before,
    event.after = $after,
    event.why = $why,
    event.at = datetime()
RETURN event.id AS id
