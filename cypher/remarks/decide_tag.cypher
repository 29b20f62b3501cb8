// Keep a person's word on whether a tag circulates; its pairs follow afterwards.
//
// Its lock is taken before it is read. No machine changes its state any more.
//
// Params:
//   $tag    STRING  name of the tag
//   $state  STRING  circulating or remark
//   $who    STRING  id of the voter, or the command line
//   $move   STRING  random; names the change
// Returns: one row; none where there is no such tag, or it is deprecated or an alias
//   before   STRING   its state before
//   changed  BOOLEAN  its state, or who decided it
// Access: write
/*
:params {tag: 'queue', state: 'remark', who: 'f00d', move: 'm1'}
*/
MATCH (tag:Tag {name: $tag})
REMOVE tag.lock_
WITH tag
WHERE tag.state IN ['circulating', 'remark'] AND NOT EXISTS { (tag)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) }
WITH
  tag,
  tag.state AS before,
  tag.state <> $state OR coalesce(tag.decidedBy, '') <> $who AS changed,
  CASE $state
    WHEN 'remark' THEN 'remark'
    ELSE 'kept'
  END AS list
SET
  tag.moving =
    CASE
      WHEN before <> $state THEN $move
      ELSE tag.moving
    END,
  tag.state = $state,
  tag.decidedBy = $who,
  tag.doubt = list + '|' + coalesce(split(tag.doubt, '|')[1], '5000000') + '|' + tag.name
RETURN before, changed
