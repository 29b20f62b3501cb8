// How far has the live run looked at the pictures as they come?
//
// A run that went live and has looked at none yet begins where it was trained.
//
// Returns: one row, or none where no run is live
//   run         STRING          id of the run
//   checkpoint  STRING          SHA-256 of the checkpoint's bytes
//   attended    ZONED DATETIME  up to when every picture that came was looked at
//   now         ZONED DATETIME  what the server's clock says
// Access: read
/*
:params {}
*/
MATCH (run:ModelRun {state: 'live'})
WITH run
ORDER BY run.createdAt DESC, run.id
LIMIT 1
RETURN
  run.id AS run,
  run.checkpoint AS checkpoint,
  coalesce(run.attended, run.createdAt, datetime({epochSeconds: 0})) AS attended,
  datetime() AS now
