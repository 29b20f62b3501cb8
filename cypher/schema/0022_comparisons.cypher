// Comparisons in pairs: answers are read by criterion, or by voter the newest first; ratings are listed the best first.
CREATE CONSTRAINT criterion_name IF NOT EXISTS FOR (n:Criterion) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT preferred_to_key IF NOT EXISTS FOR ()-[r:PREFERRED_TO]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT preferred_before_key IF NOT EXISTS FOR ()-[r:PREFERRED_BEFORE]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT rated_key IF NOT EXISTS FOR ()-[r:RATED]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX preferred_to_criterion IF NOT EXISTS FOR ()-[r:PREFERRED_TO]-() ON (r.criterion, r.key);
CREATE INDEX preferred_to_voter IF NOT EXISTS FOR ()-[r:PREFERRED_TO]-() ON (r.voter, r.at);
CREATE INDEX rated_order IF NOT EXISTS FOR ()-[r:RATED]-() ON (r.criterion, r.order);
// The names that nothing of an older library has yet, so that nothing warns of them.
CREATE (x:Criterion:Lock {name: '', question: '', state: '', createdAt: ''})-[r:PREFERRED_TO {
  key: 'x', voter: '', criterion: '', answer: '', strength: 0, left: '', at: '', why: '', held: false,
  tookMs: 0, until: '', reason: '', order: '', score: 0.0, low: 0.0, high: 0.0, comparisons: 0, part: 0, guess: 0.0,
  variance: 0.0, fit: 0
}]->(x)
CREATE (x)-[b:PREFERRED_BEFORE {key: 'x'}]->(x)
CREATE (x)-[f:RATED {key: 'x'}]->(x)
DELETE r, b, f, x;
