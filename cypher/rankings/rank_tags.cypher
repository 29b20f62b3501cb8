// Which tags do people agree on?
//
// Among the $depth pairs that people agree on most: how many has each tag, how many of them are settled, and how
// strongly do people say Yes? Beside it the pairs of the tag on which people contradict each other, counted up to
// $depth. The depth bounds what a call costs, however large the graph; a larger one looks at more of it.
//
// Params:
//   $depth  INTEGER  pairs to look at
//   $limit  INTEGER  rows
// Returns: one row per tag, most agreed pairs first
//   tag        STRING   name of the tag
//   agreed     INTEGER  pairs among those looked at
//   settled    INTEGER  of these, settled Yes
//   people     FLOAT    0.5 to 1: mean over these of what people say
//   contested  INTEGER  pairs of the tag on which people contradict each other
// Access: read
/*
:params {depth: 5000, limit: 20}
*/
CALL () {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(agreed)
  WHERE c.agreed > ''
  RETURN c
  ORDER BY c.agreed
  LIMIT $depth
}
WITH c.tag AS tag, count(*) AS agreed, count(c.settled) AS settled, avg(c.people) AS people
ORDER BY agreed DESC, people DESC, tag
LIMIT $limit
CALL (tag) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, board)
  WHERE c.tag = tag AND c.board > 'contested|' AND c.board < 'contested}'
  WITH c
  LIMIT $depth
  RETURN count(*) AS contested
}
RETURN tag, agreed, settled, people, contested
ORDER BY agreed DESC, people DESC, tag
