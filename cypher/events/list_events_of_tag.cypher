// What was decided about a tag and its links to other tags, when, why, and by whom?
//
// The newest first. What was decided about a link has both names for its subject. Of each subject the newest are read in
// index order, of a tag with many links those of 200: what else was decided is not read.
//
// Params:
//   $tag    STRING   name of the tag
//   $limit  INTEGER  rows
// Returns: one row per event, newest first
//   id       STRING          id of the event
//   what     STRING          what was changed
//   subject  STRING          of what: the tag, or a link between two as: kitten → cat
//   before   STRING          null where there was nothing
//   after    STRING          null where there is nothing now
//   why      STRING          null where no reason was given
//   at       ZONED DATETIME  when
//   who      STRING          id of the voter, or what else did it
//   name     STRING          name of the voter; null for none
//   role     STRING          role of the voter; null for none
// Access: read
/*
:params {tag: 'sunset', limit: 20}
*/
MATCH (tag:Tag {name: $tag})
CALL (tag) {
  RETURN tag.name AS subject
    UNION
  MATCH (tag)-[link:ALIAS_OF|IMPLIES|EXCLUDES]-()
  RETURN startNode(link).name + ' → ' + endNode(link).name AS subject
  LIMIT 200
}
CALL (subject) {
  MATCH (event:Event)
  USING INDEX SEEK event:Event(subject, at)
  WHERE event.subject = subject AND event.at IS NOT NULL
  RETURN event
  ORDER BY event.subject DESC, event.at DESC, event.id
  LIMIT $limit
}
WITH event
ORDER BY event.at DESC, event.id
LIMIT $limit
OPTIONAL MATCH (voter:Voter {id: event.who})
RETURN
  event.id AS id,
  event.what AS what,
  event.subject AS subject,
  event.before AS before,
  event.after AS after,
  event.why AS why,
  event.at AS at,
  event.who AS who,
  voter.name AS name,
  voter.role AS role
ORDER BY at DESC, id
