// Hauls: what the miner saw, kept and refused of a source on a day, each word of it counted; listed by day.
CREATE CONSTRAINT haul_key IF NOT EXISTS FOR (n:Haul) REQUIRE n.key IS UNIQUE;
CREATE INDEX haul_day IF NOT EXISTS FOR (n:Haul) ON (n.day);
// The names that nothing of an older library has yet, so that nothing warns of them.
CREATE (x:Haul {key: '', source: '', day: '', word: '', count: 0, problem: ''})
DELETE x;
