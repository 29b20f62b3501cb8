// Beliefs: voters and sources of whom the figures moved, so that their pairs follow.
CREATE INDEX voter_moved IF NOT EXISTS FOR (v:Voter) ON (v.moved);
CREATE INDEX source_moved IF NOT EXISTS FOR (s:Source) ON (s.moved);
// What is believed of pairs is computed otherwise: they follow with the next fit of reliability.
MATCH (v:Voter) SET v.moved = 'schema|' + v.id;
MATCH (s:Source) SET s.moved = 'schema|' + s.name;
// The names that nothing of an older library has yet, so that nothing warns of them.
CREATE (x:Lock {
  aside: 0, cluster: '', moved: 0, implicit: true, yesWeight: 0.0, noWeight: 0.0, usual: 0.0, lock_: 1
}) DELETE x;
