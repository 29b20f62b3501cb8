// Find the unfinished job of this work, else add one that is stopped at its beginning.
//
// The unique constraint on `work` keeps two that ask at once from adding two.
//
// Params:
//   $work   STRING  what it works on
//   $id     STRING  id of the job where it is a new one
//   $kind   STRING  its kind
//   $title  STRING  its title
//   $unit   STRING  what it counts
// Returns: one row
//   id  STRING
// Access: write
/*
:params {work: 'rebuild', id: 'a1', kind: 'rebuild', title: 'rebuild of the consensus', unit: 'pictures'}
*/
MERGE (job:Job {work: $work})
  ON CREATE SET
    job.id = $id,
    job.kind = $kind,
    job.title = $title,
    job.unit = $unit,
    job.params = '{}',
    job.state = 'stopped',
    job.done = 0,
    job.startedAt = datetime(),
    job.touchedAt = datetime()
RETURN job.id AS id
