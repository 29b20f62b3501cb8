// Which pictures show what a tag does not mean: those that people settled No, or say No to?
//
// Of 100 settled ones and the 100 least likely that are not settled, those that people deny and that may be shown; a pair
// that $voters could still be asked about is left out, so that their answer stays their own. Settled ones first, then
// those that people are surest of.
//
// Params:
//   $tag     STRING        canonical name of the tag
//   $voters  LIST<STRING>  the ids of who is looking; null for one who may see everything
//   $nsfw    BOOLEAN       whether pictures that are or may be NSFW are among them
//   $limit   INTEGER       rows
// Returns: one row per picture, surest first
//   image    STRING   id of the picture
//   settled  BOOLEAN  people settled it
// Access: read
/*
:params {tag: 'sunset', voters: null, nsfw: false, limit: 6}
*/
CALL () {
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, settled, image)
  WHERE c.tag = $tag AND c.settled = 'no' AND c.image > ''
  WITH image, c
  ORDER BY c.tag, c.settled, c.image
  LIMIT 100
  RETURN image, c
    UNION
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, rank)
  WHERE c.tag = $tag AND c.rank > ''
  WITH image, c
  ORDER BY c.tag DESC, c.rank DESC
  LIMIT 100
  WHERE c.people < 0.5
  RETURN image, c
}
WITH image, c
WHERE
  size(image.withheld) = 0 AND
  ($nsfw OR NOT image.nsfw IN ['suspected', 'confirmed']) AND
  ($voters IS NULL OR
    c.ask IS NULL OR
    EXISTS {
      UNWIND $voters AS voter
      MATCH ()-[:SORT {key: voter + '|' + c.key}]->()
    })
RETURN c.image AS image, c.settled IS NOT NULL AS settled
ORDER BY settled DESC, c.people, image
LIMIT $limit
