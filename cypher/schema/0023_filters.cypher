// Filters: what they refused stands in the order of a board until staff restore it, and each picture has one verdict of each.
CREATE CONSTRAINT filter_name IF NOT EXISTS FOR (n:Filter) REQUIRE n.name IS UNIQUE;
CREATE CONSTRAINT judged_key IF NOT EXISTS FOR ()-[r:JUDGED]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX judged_board IF NOT EXISTS FOR ()-[r:JUDGED]-() ON (r.board);
// The names that nothing of an older library has yet, so that nothing warns of them; a lock needs its name, too.
CREATE (x:Filter:Lock {name: '', createdAt: 0, lock_: 1})-[r:JUDGED {
  key: 'x', verdict: '', stage: '', score: 0.0, percentile: 0.0, reason: '', at: 0, restoredAt: 0, restoredBy: '', board: ''
}]->(x)
DELETE r, x;
