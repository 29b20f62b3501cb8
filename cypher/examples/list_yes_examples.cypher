// Which pictures show what a tag means: those that people settled Yes, or say Yes to?
//
// Of 100 settled ones and the 100 that people agree on most, those that may be shown; a pair that $voters could still be
// asked about is left out, so that their answer stays their own. Settled ones first, then those that people are surest of.
//
// Params:
//   $tag     STRING        canonical name of the tag
//   $voters  LIST<STRING>  the ids of who is looking; null for one who may see everything
//   $nsfw    BOOLEAN       whether pictures that are or may be NSFW are among them
//   $limit   INTEGER       rows
// Returns: one row per picture, best first
//   image    STRING   id of the picture
//   settled  BOOLEAN  people settled it
// Access: read
/*
:params {tag: 'sunset', voters: null, nsfw: false, limit: 6}
*/
CALL () {
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, settled, image)
  WHERE c.tag = $tag AND c.settled = 'yes' AND c.image > ''
  WITH image, c
  ORDER BY c.tag, c.settled, c.image
  LIMIT 100
  RETURN image, c
    UNION
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, agreed)
  WHERE c.tag = $tag AND c.agreed > ''
  WITH image, c
  ORDER BY c.tag, c.agreed
  LIMIT 100
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
ORDER BY settled DESC, c.people DESC, image
LIMIT $limit
