// Set a run's state, and whether anything that it proposed may be left to clear away.
//
// Params:
//   $run      STRING   id of the run
//   $state    STRING   candidate, live or retired
//   $cleared  BOOLEAN  nothing is left to clear away
// Returns: one row; none where there is no such run
//   run  STRING  id of the run
// Access: write
/*
:params {run: 'r1', state: 'retired', cleared: false}
*/
MATCH (run:ModelRun {id: $run})
SET run.state = $state, run.cleared = $cleared
RETURN run.id AS run
