// What do people say of these pairs: Yes, No, or neither?
//
// `open` is whether $voters could still be asked about the pair; then their answer should stay their own.
//
// Params:
//   $batch   MAP           pairs: keys of pairs, image|tag; those without a word about them are left out
//   $voters  LIST<STRING>  the ids of who is looking; null for one who may see everything
//   $nsfw    BOOLEAN       whether pictures that are or may be NSFW are among them
// Returns: one row per pair that may be shown
//   image  STRING   id of the picture
//   side   STRING   yes or no; null where people are silent or even
//   open   BOOLEAN
// Access: read
/*
:params {batch: {pairs: ['a1|sunset']}, voters: null, nsfw: false}
*/
UNWIND $batch.pairs AS pair
MATCH (image)-[c:CONSENSUS {key: pair}]->()
WHERE size(image.withheld) = 0 AND ($nsfw OR NOT image.nsfw IN ['suspected', 'confirmed'])
RETURN
  c.image AS image,
  CASE
    WHEN c.people > 0.5 THEN 'yes'
    WHEN c.people < 0.5 THEN 'no'
  END AS side,
  NOT ($voters IS NULL OR
    c.ask IS NULL OR
    EXISTS {
      UNWIND $voters AS voter
      MATCH ()-[:SORT {key: voter + '|' + c.key}]->()
    }) AS open
