// What is this job, and how far has it come?
//
// Params:
//   $job  STRING  its id
// Returns: one row where there is such a job
//   id         STRING
//   work       STRING          what it works on, null once it is done
//   kind       STRING
//   title      STRING
//   params     STRING          what it needs to know, as JSON
//   state      STRING
//   step       STRING          what is being done, null before the first step
//   cursor     STRING          where to go on after, null at the beginning
//   done       INTEGER
//   total      INTEGER         null where it is not known yet
//   unit       STRING
//   problem    STRING          why it failed
//   by         STRING          who asked for it, null where nobody is known
//   runner     STRING          who runs it, null where nobody does
//   again      BOOLEAN         it was asked for once more since its runner began
//   deaths     INTEGER         how many runners in a row died of it
//   reached    INTEGER         how much was done at the most when one died
//   startedAt  ZONED DATETIME
//   touchedAt  ZONED DATETIME  when its runner was last heard of
//   now        ZONED DATETIME  what the server's clock says
// Access: read
/*
:params {job: 'a1'}
*/
MATCH (job:Job {id: $job})
RETURN
  job.id AS id,
  job.work AS work,
  job.kind AS kind,
  job.title AS title,
  job.params AS params,
  job.state AS state,
  job.step AS step,
  job.cursor AS cursor,
  job.done AS done,
  job.total AS total,
  job.unit AS unit,
  job.problem AS problem,
  job.by AS by,
  job.runner AS runner,
  job.again AS again,
  coalesce(job.deaths, 0) AS deaths,
  coalesce(job.reached, 0) AS reached,
  job.startedAt AS startedAt,
  job.touchedAt AS touchedAt,
  datetime() AS now
