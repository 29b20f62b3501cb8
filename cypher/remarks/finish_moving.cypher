// Say that all pairs of a tag have followed a change of its state.
//
// A change that came after it stands: its pairs follow it by themselves.
//
// Params:
//   $tag     STRING  name of the tag
//   $moving  STRING  names the change
// Returns: one row; none where another change has come
//   tag  STRING
// Access: write
/*
:params {tag: 'queue', moving: 'm1'}
*/
MATCH (tag:Tag {name: $tag})
REMOVE tag.lock_
WITH tag
WHERE tag.moving = $moving
REMOVE tag.moving
RETURN tag.name AS tag
