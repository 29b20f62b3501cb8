// Suspicions: what class networks suspect stands in order until a person has looked.
CREATE INDEX judged_suspect IF NOT EXISTS FOR ()-[r:JUDGED]-() ON (r.suspect);
// The name that nothing of an older library has yet, so that nothing warns of it.
CREATE (x:Lock)-[r:JUDGED {key: 'x', suspect: ''}]->(x) DELETE r, x;
