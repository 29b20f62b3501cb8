// Which change of this tag's state have its pairs not all followed?
//
// Params:
//   $tag  STRING  name of the tag
// Returns: one row; none where they have
//   tag     STRING
//   moving  STRING  names the change
// Access: read
/*
:params {tag: 'queue'}
*/
MATCH (tag:Tag {name: $tag})
WHERE tag.moving IS NOT NULL
RETURN tag.name AS tag, tag.moving AS moving
