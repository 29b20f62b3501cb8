// How far did this long work come before it was stopped?
//
// Params:
//   $name  STRING  name of the job
// Returns: one row where the job was begun and not finished
//   name    STRING
//   cursor  STRING   where to go on after
//   done    INTEGER  what was done so far
// Access: read
/*
:params {name: 'consensus rebuild'}
*/
MATCH (job:Job {name: $name})
RETURN job.name AS name, job.cursor AS cursor, job.done AS done
