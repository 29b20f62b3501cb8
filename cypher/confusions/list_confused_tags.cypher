// Which tags are taken for others: said or proposed where people say No to the one and Yes to the other?
//
// Looked at are the first $depth pairs of three boards: those that the run is sure of and people deny (`refused`), those that
// sources claim and people deny, and those on which people contradict each other. Of each the other tags of the picture count
// that people say Yes to, among 200 of its pairs. A tag that is Yes as often where the first one is Yes tells nothing: what is
// expected by that (from up to 100 pictures that people agree on) is taken off, and the most of what is left comes first.
// No more than 500 pairs of tags, those on most pictures, are followed so far.
//
// Params:
//   $depth  INTEGER  pairs of each board to look at
//   $limit  INTEGER  rows
// Returns: one row per pair of tags, the most confused first
//   tag       STRING        said or proposed where it is not so
//   instead   STRING        what people say Yes to there
//   pictures  INTEGER       on which the one is denied or disputed and the other is Yes
//   byRun     INTEGER       of these, where the live run is sure of the first
//   byPeople  INTEGER       of these, where a source claims the first or people contradict each other
//   disputed  INTEGER       pictures looked at on which the first is denied or disputed
//   excess    FLOAT         pictures, less those that are expected because the two often go together
//   images    LIST<STRING>  ids of up to four of the pictures
// Access: read
// Plan: allows CartesianProduct because one side of it is one count
/*
:params {depth: 500, limit: 50}
*/
CALL () {
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(board)
  WHERE c.board > 'refused|' AND c.board < 'refused}'
  WITH image, c
  ORDER BY c.board
  LIMIT $depth
  RETURN image, c.tag AS tag, true AS run
    UNION
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(board)
  WHERE c.board > 'contested|' AND c.board < 'contested}'
  WITH image, c
  ORDER BY c.board
  LIMIT $depth
  RETURN image, c.tag AS tag, false AS run
    UNION
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(denied)
  WHERE c.denied > ''
  WITH image, c
  ORDER BY c.denied
  LIMIT $depth
  RETURN image, c.tag AS tag, false AS run
}
WITH tag, image, collect(run) AS runs
WITH tag, collect({image: image, runs: runs}) AS disputes, count(*) AS disputed
UNWIND disputes AS dispute
WITH tag, disputed, dispute.image AS image, dispute.runs AS runs
CALL (tag, image) {
  MATCH (image)-[other:CONSENSUS]->()
  WITH tag, other
  LIMIT 200
  WHERE other.tag <> tag AND other.people > 0.5 AND other.rank IS NOT NULL
  RETURN other.tag AS instead
}
WITH tag, instead, disputed, image, runs
ORDER BY tag, instead, image.id
WITH
  tag,
  instead,
  disputed,
  count(*) AS pictures,
  sum(
    CASE
      WHEN true IN runs THEN 1
      ELSE 0
    END) AS byRun,
  sum(
    CASE
      WHEN false IN runs THEN 1
      ELSE 0
    END) AS byPeople,
  collect(image.id)[..4] AS images
ORDER BY pictures DESC, tag, instead
LIMIT 500
CALL (tag, instead) {
  MATCH ()-[yes:CONSENSUS]->()
  USING INDEX SEEK yes:CONSENSUS(tag, agreed)
  WHERE yes.tag = tag AND yes.agreed > ''
  WITH yes, instead
  ORDER BY yes.tag, yes.agreed
  LIMIT 100
  OPTIONAL MATCH ()-[both:CONSENSUS {key: yes.image + '|' + instead}]->()
  WHERE both.people > 0.5
  WITH count(yes) AS agreed, count(both) AS both
  RETURN
    CASE agreed
      WHEN 0 THEN 0.0
      ELSE 1.0 * both / agreed
    END AS together
}
WITH tag, instead, pictures, byRun, byPeople, disputed, pictures - disputed * together AS excess, images
WHERE excess > 0
RETURN tag, instead, pictures, byRun, byPeople, disputed, excess, images
ORDER BY excess DESC, tag, instead
LIMIT $limit
