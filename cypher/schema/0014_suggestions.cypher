// Suggestions: what a network that knows words would ask about, found by key.
CREATE CONSTRAINT suggested_key IF NOT EXISTS FOR ()-[r:SUGGESTED]-() REQUIRE r.key IS UNIQUE;
// The names that no link of an empty library has yet, so that nothing warns of them.
CREATE (x:Lock {backbone: '', score: 0.0}) DELETE x;
