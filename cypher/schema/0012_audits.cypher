// Audits: pairs drawn at random of what a run would propose, asked in the order of their places.
CREATE CONSTRAINT audited_key IF NOT EXISTS FOR ()-[r:AUDITED]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX audited_run_place IF NOT EXISTS FOR ()-[r:AUDITED]-() ON (r.run, r.place);
// The names that no graph has yet, so that nothing warns of them.
CREATE (x:Lock {place: '', probability: 1.0, confidence: 1.0, missing: 0, lock_: 1})-[r:AUDITED {key: 'x', run: 'x'}]->(x)
DELETE r, x;
