// Sites are asked what they say of tags: each tag once in a while, so that is kept once a site and tag.
CREATE CONSTRAINT asked_key IF NOT EXISTS FOR ()-[r:ASKED]-() REQUIRE r.key IS UNIQUE;
// The names that nothing of an older library has yet, so that nothing warns of them.
CREATE (x:Lock)-[r:ASKED {key: 'x', at: datetime()}]->(x) DELETE r, x;
