// How good is a run on each tag, out of fold?
//
// Params:
//   $run    STRING   id of the run
//   $limit  INTEGER  tags at most
// Returns: one row per tag, best average precision first, those without a head last
//   tag               STRING
//   support           INTEGER  pictures with the tag that it was trained on
//   precision         FLOAT    of what is at or above the threshold; null where nothing is
//   recall            FLOAT    null where it has no head for the tag
//   averagePrecision  FLOAT    null where it has no head for the tag
//   chance            FLOAT    average precision of a random order; null where it has no head for the tag
//   threshold         FLOAT    confidence from which it proposes
//   abstains          STRING   why it does not propose the tag; null where it does
// Access: read
/*
:params {run: 'r1', limit: 1000}
*/
MATCH (:ModelRun {id: $run})-[assessed:ASSESSED]->(tag:Tag)
RETURN
  tag.name AS tag,
  assessed.support AS support,
  assessed.precision AS precision,
  assessed.recall AS recall,
  assessed.averagePrecision AS averagePrecision,
  assessed.chance AS chance,
  assessed.threshold AS threshold,
  assessed.abstains AS abstains
ORDER BY coalesce(averagePrecision, -1.0) DESC, tag
LIMIT $limit
