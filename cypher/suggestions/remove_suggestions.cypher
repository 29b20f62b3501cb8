// Remove what networks have suggested on a tag; what the miner asks about stays.
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
WHERE suggested.backbone <> 'miner'
DELETE suggested
RETURN count(*) AS pairs
