// Remove what was suggested on a tag.
//
// Params:
//   $tag  STRING  canonical tag
// Returns: one row
//   pairs  INTEGER  suggestions that were removed
// Access: write
/*
:params {tag: 'sunset'}
*/
MATCH (:Tag {name: $tag})<-[suggested:SUGGESTED]-()
DELETE suggested
RETURN count(*) AS pairs
