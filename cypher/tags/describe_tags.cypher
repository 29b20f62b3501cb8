// Say of each of these tags what it means.
//
// Params:
//   $tags  LIST<MAP>  name and description (null for none) of each; those that are not there are passed over
// Returns: one row, how many were described
//   tags  INTEGER
// Access: write
/*
:params {tags: [{name: 'sunset', description: 'The sun touches the horizon.'}]}
*/
UNWIND $tags AS row
MATCH (tag:Tag {name: row.name})
SET tag.description = row.description
RETURN count(tag) AS tags
