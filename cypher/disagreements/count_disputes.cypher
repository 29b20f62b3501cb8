// How do these tags fare: on how many pairs are people divided, refuse the model, or agree, and how good is the live run?
//
// Each count goes along an index and ends at $most: a tag of any size costs no more than that.
//
// Params:
//   $batch  MAP      tags: canonical names of tags; those that are not there are left out
//   $most   INTEGER  pairs to look at of each kind
// Returns: one row per tag, by name
//   tag         STRING
//   contested   INTEGER  pairs on which people contradict each other; 0 to $most, as are the others
//   refused     INTEGER  pairs that the run is sure of and people deny
//   settledYes  INTEGER  pairs that people settled Yes
//   settledNo   INTEGER  pairs that people settled No
//   precision   FLOAT    the live run's, 0 to 1; null where it was not measured
//   abstains    STRING   why the live run says nothing of the tag; null where it does, or none is live
// Access: read
/*
:params {batch: {tags: ['sunset']}, most: 100}
*/
UNWIND $batch.tags AS name
MATCH (tag:Tag {name: name})
CALL (name) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, board)
  WHERE c.tag = name AND c.board > 'contested|' AND c.board < 'contested}'
  WITH c
  LIMIT $most
  RETURN count(c) AS contested
}
CALL (name) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, board)
  WHERE c.tag = name AND c.board > 'refused|' AND c.board < 'refused}'
  WITH c
  LIMIT $most
  RETURN count(c) AS refused
}
CALL (name) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, settled, image)
  WHERE c.tag = name AND c.settled = 'yes' AND c.image > ''
  WITH c
  LIMIT $most
  RETURN count(c) AS settledYes
}
CALL (name) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, settled, image)
  WHERE c.tag = name AND c.settled = 'no' AND c.image > ''
  WITH c
  LIMIT $most
  RETURN count(c) AS settledNo
}
OPTIONAL MATCH (:ModelRun {state: 'live'})-[assessed:ASSESSED]->(tag)
RETURN
  name AS tag,
  contested,
  refused,
  settledYes,
  settledNo,
  max(assessed.precision) AS precision,
  max(assessed.abstains) AS abstains
ORDER BY tag
