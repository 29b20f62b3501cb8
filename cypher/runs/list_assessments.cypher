// How good is a run on each tag, and from which confidence on does it propose?
//
// Params:
//   $run    STRING   id of the run
//   $limit  INTEGER  tags at most
// Returns: one row per tag, best average precision first, those without a head last
//   tag               STRING
//   support           INTEGER  pictures with the tag that it was trained on
//   precision         FLOAT    of what is at or above the threshold; null where nothing is
//   recall            FLOAT    null where it has no head for the tag; so are all measures that follow
//   f1                FLOAT
//   averagePrecision  FLOAT
//   auroc             FLOAT
//   chance            FLOAT    average precision of a random order
//   calibrationError  FLOAT    mean distance of confidence and share of Yes, in bins of equal mass
//   coverage          FLOAT    share of the pairs people say Yes to that are proposed; null where there are none
//   measuredOn        STRING   test or folds
//   doubt             FLOAT    p of a random order being as good
//   abstains          STRING   why it says nothing of the tag; null where it does
//   threshold         FLOAT    confidence from which it proposes; null where it proposes nothing
//   answeredBy        STRING   tag, category, hand or nobody
//   reason            STRING   why it proposes nothing; null where it does
//   audited           INTEGER  audited proposals that the threshold rests on
//   missing           INTEGER  about how many more audits must be answered; 0 where the bound holds
//   judged            INTEGER  audited proposals that judge the threshold
//   right             INTEGER  how many of these people say Yes to
//   usual             FLOAT    mean confidence of the pairs that have the tag
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
  assessed.f1 AS f1,
  assessed.averagePrecision AS averagePrecision,
  assessed.auroc AS auroc,
  assessed.chance AS chance,
  assessed.calibrationError AS calibrationError,
  assessed.coverage AS coverage,
  assessed.measuredOn AS measuredOn,
  assessed.doubt AS doubt,
  assessed.abstains AS abstains,
  assessed.threshold AS threshold,
  assessed.answeredBy AS answeredBy,
  assessed.reason AS reason,
  assessed.audited AS audited,
  assessed.missing AS missing,
  assessed.judged AS judged,
  assessed.right AS right,
  assessed.usual AS usual
ORDER BY coalesce(averagePrecision, -1.0) DESC, tag
LIMIT $limit
