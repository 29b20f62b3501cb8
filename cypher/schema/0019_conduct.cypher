// Conduct: what is observed of voters and tags is listed in index order; voters who were set aside, who answer as one, or
// whose pairs have not followed that yet are found without looking at the others, and so are answers that were tested.
CREATE CONSTRAINT observed_key IF NOT EXISTS FOR ()-[r:OBSERVED]-() REQUIRE r.key IS UNIQUE;
CREATE INDEX observed_suspect IF NOT EXISTS FOR ()-[r:OBSERVED]-() ON (r.kind, r.suspect);
CREATE INDEX observed_sway IF NOT EXISTS FOR ()-[r:OBSERVED]-() ON (r.kind, r.sway);
CREATE INDEX observed_drift IF NOT EXISTS FOR ()-[r:OBSERVED]-() ON (r.kind, r.drift);
CREATE INDEX voter_aside IF NOT EXISTS FOR (n:Voter) ON (n.aside);
CREATE INDEX voter_cluster IF NOT EXISTS FOR (n:Voter) ON (n.cluster);
CREATE INDEX voter_moving IF NOT EXISTS FOR (n:Voter) ON (n.moving);
CREATE INDEX sorted_before_reason IF NOT EXISTS FOR ()-[r:SORTED_BEFORE]-() ON (r.reason, r.key);
// The names that nothing of an older library has yet, so that nothing warns of them; a lock needs its name, too.
CREATE (x:Voter:Lock {id: '', aside: '', cluster: '', moving: '', lock_: 1})-[r:OBSERVED {
  key: 'x', kind: '', suspect: '', signs: [''], because: [''], sway: '', pairs: 0, flips: 0, change: 0.0, retests: 0,
  same: 0, drift: '', z: 0.0, since: '', moved: false, months: [''], answers: [0], agreed: [0], expected: [0.0], fit: 0
}]->(x)
DELETE r, x;
