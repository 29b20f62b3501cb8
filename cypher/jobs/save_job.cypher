// Remember how far this long work has come.
//
// Params:
//   $name    STRING   name of the job
//   $cursor  STRING   where to go on after
//   $done    INTEGER  what was done so far
// Returns: one row
//   name    STRING
//   cursor  STRING
//   done    INTEGER
// Access: write
/*
:params {name: 'consensus rebuild', cursor: 'a1', done: 50}
*/
MERGE (job:Job {name: $name})
SET job.cursor = $cursor, job.done = $done, job.at = datetime()
RETURN job.name AS name, job.cursor AS cursor, job.done AS done
