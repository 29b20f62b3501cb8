// Jobs: long work has one node each, found by id, by what it works on while it is not done, and by its state.
// A rebuild that an older program began keeps its place and can be resumed.
MATCH (job:Job) WHERE job.id IS NULL
SET job.id = replace(randomUUID(), '-', ''), job.work = 'rebuild', job.kind = 'rebuild',
  job.title = 'rebuild of the consensus', job.params = '{}', job.state = 'stopped', job.unit = 'pictures',
  job.startedAt = coalesce(job.at, datetime()), job.touchedAt = coalesce(job.at, datetime())
REMOVE job.at;
DROP CONSTRAINT job_name IF EXISTS;
MATCH (job:Job) WHERE job.name IS NOT NULL REMOVE job.name;
CREATE CONSTRAINT job_id IF NOT EXISTS FOR (n:Job) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT job_work IF NOT EXISTS FOR (n:Job) REQUIRE n.work IS UNIQUE;
CREATE INDEX job_state IF NOT EXISTS FOR (n:Job) ON (n.state);
// The names that no job of an empty library has yet, so that nothing warns of them.
CREATE (x:Lock {
  id: '', work: '', kind: '', title: '', params: '', state: '', step: '', cursor: '', done: 0, total: 0, unit: '',
  problem: '', by: '', runner: '', startedAt: 0, touchedAt: 0, lock_: 1
})
DELETE x;
