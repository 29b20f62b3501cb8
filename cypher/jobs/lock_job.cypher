// Take the write lock of a job: whoever reads it after this in the same transaction reads what stays.
//
// Params:
//   $job  STRING  its id
// Returns: one row where there is such a job
//   id  STRING
// Access: write
/*
:params {job: 'a1'}
*/
MATCH (job:Job {id: $job})
REMOVE job.lock_
RETURN job.id AS id
