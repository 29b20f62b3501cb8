// Say that the runner of a job is alive.
//
// Params:
//   $job      STRING  its id
//   $runner  STRING  who runs it
// Returns: one row where this runner runs it
//   id  STRING
// Access: write
/*
:params {job: 'a1', runner: 'b2'}
*/
MATCH (job:Job {id: $job})
WHERE job.runner = $runner
SET job.touchedAt = datetime()
RETURN job.id AS id
