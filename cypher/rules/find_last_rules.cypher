// Which rules of settling were applied last, by the events that tell of them?
//
// Read in index order. The Library node itself is not carried by a backup of records, its events are.
//
// Returns: one row, none where the usual ones were never changed
//   settling  STRING  as TOML
// Access: read
/*
:params {}
*/
MATCH (event:Event)
USING INDEX SEEK event:Event(subject, at)
WHERE event.subject = 'SETTLING' AND event.at IS NOT NULL
RETURN event.after AS settling
ORDER BY event.subject DESC, event.at DESC, event.id
LIMIT 1
