// How many jobs are in each state? States that no job is in are left out.
//
// Returns: a row a state
//   state  STRING
//   jobs   INTEGER
// Access: read
/*
:params {}
*/
MATCH (job:Job)
RETURN job.state AS state, count(*) AS jobs
ORDER BY state
