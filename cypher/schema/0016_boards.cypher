// Boards: claims that people deny, and ratings against what a picture is, are read in the order of their boards.
// A rebuild of the consensus finds those that are there already.
CREATE INDEX consensus_denied IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.denied);
CREATE INDEX consensus_tag_denied IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.denied);
CREATE INDEX consensus_misrated IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.misrated);
CREATE INDEX consensus_tag_misrated IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.misrated);
// The names that no pair of an older library has yet, so that nothing warns of them.
CREATE (x:Lock {denied: '', misrated: '', strangers: 0, unfit: 0, lock_: 1}) DELETE x;
