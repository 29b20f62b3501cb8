// The vocabulary: links between tags have keys, and what follows from them is read in one step.
CREATE CONSTRAINT implies_key IF NOT EXISTS FOR ()-[r:IMPLIES]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT excludes_key IF NOT EXISTS FOR ()-[r:EXCLUDES]-() REQUIRE r.key IS UNIQUE;
CREATE CONSTRAINT hears_key IF NOT EXISTS FOR ()-[r:HEARS]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX tag_moved IF NOT EXISTS FOR (n:Tag) ON (n.movedAt);
// The names that no link of an empty library has yet, so that nothing warns of them.
CREATE (x:Lock {score: 0.0, movedAt: 0, direct: true, again: true, derived: 0}) DELETE x;
