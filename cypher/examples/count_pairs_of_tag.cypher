// How many pictures of a tag are settled Yes, likely, and still asked about?
//
// Likely is what is more likely than not, settled or not. Each is counted along its index, and no more than $most are
// looked at: a tag of any size costs no more than that. What may not be shown is looked at and not counted.
//
// Params:
//   $tag   STRING   canonical name of the tag
//   $nsfw  BOOLEAN  whether pictures that are or may be NSFW are among them
//   $most  INTEGER  pictures to look at of each
// Returns: three rows, asked, likely and settled
//   kind   STRING   asked, likely or settled
//   pairs  INTEGER  0 to $most
//   more   BOOLEAN  there may be more: $most were looked at
// Access: read
/*
:params {tag: 'sunset', nsfw: false, most: 10000}
*/
CALL () {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, settled, image)
  WHERE c.tag = $tag AND c.settled = 'yes' AND c.image > ''
  WITH c
  LIMIT $most
  WITH count(*) AS looked, count(
      CASE
        WHEN $nsfw THEN c.rank
        ELSE c.rankSafe
      END) AS pairs
  RETURN 'settled' AS kind, looked, pairs
    UNION ALL
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, rank)
  WHERE c.tag = $tag AND c.rank > '' AND c.rank < '0500000'
  WITH c
  LIMIT $most
  WITH count(*) AS looked, count(
      CASE
        WHEN $nsfw THEN c.rank
        ELSE c.rankSafe
      END) AS pairs
  RETURN 'likely' AS kind, looked, pairs
    UNION ALL
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, ask)
  WHERE c.tag = $tag AND c.ask > ''
  WITH c
  LIMIT $most
  WITH count(*) AS looked, count(
      CASE
        WHEN $nsfw THEN c.ask
        ELSE c.askSafe
      END) AS pairs
  RETURN 'asked' AS kind, looked, pairs
}
RETURN kind, pairs, looked = $most AS more
ORDER BY kind
