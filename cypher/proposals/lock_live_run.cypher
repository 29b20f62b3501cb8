// Take the write lock of a run if it is live: until this transaction ends, it stays so.
//
// Params:
//   $run  STRING  id of the run
// Returns: one row where it is live
//   run  STRING  id of the run
// Access: write
/*
:params {run: 'r1'}
*/
MATCH (run:ModelRun {id: $run})
REMOVE run.lock_
WITH run
WHERE run.state = 'live'
RETURN run.id AS run
