// Forget a long work that is finished: the next one begins at the beginning.
//
// Params:
//   $name  STRING  name of the job
// Returns: one row where there was one
//   name  STRING
// Access: write
/*
:params {name: 'consensus rebuild'}
*/
MATCH (job:Job {name: $name})
WITH job, job.name AS name
DELETE job
RETURN name
