// Keep what was found of these tags, and take those out of circulation that are surely remarks.
//
// A tag on which a person has decided keeps its state. Its lock is taken before its state is read: a person's word that
// comes at the same time is not overruled.
//
// Params:
//   $tags  LIST<MAP>  by name: tag, score, why, order (sorts the likeliest first), strong, suspected, move (random)
// Returns: one row per tag that was taken out, by name; its pairs have yet to follow
//   tag  STRING
// Access: write
/*
:params {tags: [{tag: 'queue', score: 2.5, why: 'drawer +3.29', order: '4750000', strong: true, suspected: true, move: 'm1'}]}
*/
UNWIND $tags AS found
MATCH (tag:Tag {name: found.tag})
REMOVE tag.lock_
WITH tag, found
WITH tag, found, found.strong AND tag.state = 'circulating' AND tag.decidedBy IS NULL AS taken
SET
  tag.remark = found.score,
  tag.why = found.why,
  tag.state =
    CASE
      WHEN taken THEN 'remark'
      ELSE tag.state
    END,
  tag.moving =
    CASE
      WHEN taken THEN found.move
      ELSE tag.moving
    END
WITH
  tag,
  found,
  taken,
  CASE
    WHEN tag.state = 'remark' THEN 'remark'
    WHEN tag.decidedBy IS NOT NULL THEN 'kept'
    WHEN found.suspected THEN 'suspected'
  END AS list
SET tag.doubt = list + '|' + found.order + '|' + tag.name
WITH tag, taken
WHERE taken
RETURN tag.name AS tag
ORDER BY tag
