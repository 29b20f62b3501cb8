// Take the mark from voters and sources whose pairs have followed; one whose figures moved again keeps the later mark.
//
// Params:
//   $batch  MAP  marks: as they were listed
// Returns: one row
//   speakers  INTEGER  how many had a mark
// Access: write
/*
:params {batch: {marks: ['2026-01-01T00:00:00Z|v1']}}
*/
UNWIND $batch.marks AS mark
CALL (mark) {
  MATCH (who:Voter {moved: mark})
  RETURN who
    UNION
  MATCH (who:Source {moved: mark})
  RETURN who
}
REMOVE who.moved
RETURN count(who) AS speakers
