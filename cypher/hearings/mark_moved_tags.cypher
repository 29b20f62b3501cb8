// Mark tags that hear something else now: until the mark goes, some of their pairs may be as they were before.
//
// Params:
//   $tags  LIST<STRING>  names of tags; the vocabulary's lock is held, so that a later mark is a later time
// Returns: one row
//   tags  INTEGER  how many were marked
// Access: write
/*
:params {tags: ['cat']}
*/
UNWIND $tags AS name
MATCH (tag:Tag {name: name})
SET tag.movedAt = datetime.realtime()
RETURN count(tag) AS tags
