// Take these answers back: each becomes an earlier one, and the pair is as if it had not been given.
//
// Params:
//   $keys    LIST<STRING>  keys of votes; those that are not there are left out
//   $reason  STRING        why, kept with the earlier answer
// Returns: one row per vote taken back
//   image  STRING  id of the picture
//   tag    STRING  name of the tag
// Access: write
/*
:params {keys: ['v1|a1|sunset'], reason: 'withdrawn'}
*/
UNWIND $keys AS key
MATCH (image:Image)-[vote:SORT {key: key}]->(tag:Tag)
CREATE (image)-[before:SORTED_BEFORE]->(tag)
SET before = properties(vote), before.key = randomUUID(), before.until = datetime.realtime(), before.reason = $reason
DELETE vote
RETURN image.id AS image, tag.name AS tag
ORDER BY image, tag
