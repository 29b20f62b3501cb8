// Reliability: how far voters and sources are to be believed, listed in index order.
CREATE CONSTRAINT reliable_in_key IF NOT EXISTS FOR ()-[r:RELIABLE_IN]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX reliable_in_order IF NOT EXISTS FOR ()-[r:RELIABLE_IN]-() ON (r.kind, r.category, r.order);
// The names that no link of an older library has yet, so that nothing warns of them.
CREATE (x:Lock {lock_: 1})-[r:RELIABLE_IN {
  key: 'x', kind: '', category: '', order: '', sensitivity: 0.0, lowSensitivity: 0.0, highSensitivity: 0.0,
  specificity: 0.0, lowSpecificity: 0.0, highSpecificity: 0.0, right: 0.0, answers: 0, precision: 0.0,
  lowPrecision: 0.0, highPrecision: 0.0, claims: 0, fit: 0
}]->(x)
DELETE r, x;
