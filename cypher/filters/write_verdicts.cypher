// Write what a filter says of pictures; what it said of them before is written over.
//
// The locks of the shown pictures are held. A picture that staff once restored is refused by no filter: the verdict is kept,
// and waits on no board.
//
// Params:
//   $filter  STRING  name of the filter
//   $batch   MAP     verdicts: LIST<MAP>, each with key, image, verdict (kept or refused), stage, score, percentile, reason,
//                    and board, its place among what is refused
// Returns: one row
//   verdicts  INTEGER  how many were written; none of pictures that do not exist
// Access: write
/*
:params {filter: 'good', batch: {verdicts: [{key: 'good|a1', image: 'a1', verdict: 'refused', stage: 'outliers', score: -12.5,
  percentile: 0.01, reason: 'unlike the collection', board: '0900000|a1'}]}}
*/
MERGE (filter:Filter {name: $filter})
  ON CREATE SET filter.createdAt = datetime()
WITH filter
UNWIND $batch.verdicts AS new
MATCH (image:Image {id: new.image})
MERGE (image)-[judged:JUDGED {key: new.key}]->(filter)
SET
  judged.verdict = new.verdict,
  judged.stage = new.stage,
  judged.score = new.score,
  judged.percentile = new.percentile,
  judged.reason = new.reason,
  judged.at = datetime(),
  judged.board =
    CASE
      WHEN
        new.verdict = 'refused' AND
        NOT EXISTS {
          MATCH (image)-[other:JUDGED]->(:Filter)
          WHERE other.restoredAt IS NOT NULL
        }
        THEN new.board
    END
RETURN count(judged) AS verdicts
