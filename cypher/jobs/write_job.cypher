// Write what has changed of a job; its lock must be held. Null takes a property away.
//
// Params:
//   $job         STRING  its id
//   $properties  MAP     what has changed
// Returns: one row
//   id  STRING
// Access: write
/*
:params {job: 'a1', properties: {state: 'running', runner: 'b2'}}
*/
MATCH (job:Job {id: $job})
SET job += $properties, job.touchedAt = datetime()
RETURN job.id AS id
