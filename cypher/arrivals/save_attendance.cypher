// Keep how far a run has looked at the pictures as they come; it never goes back.
//
// Params:
//   $run       STRING          id of the run
//   $attended  ZONED DATETIME  up to when every picture that came was looked at
// Returns: one row where there is such a run
//   run  STRING  id of the run
// Access: write
/*
:params {run: 'r1', attended: datetime('2020-01-01T00:00:00Z')}
*/
MATCH (run:ModelRun {id: $run})
SET run.attended =
    CASE
      WHEN run.attended > $attended THEN run.attended
      ELSE $attended
    END
RETURN run.id AS run
