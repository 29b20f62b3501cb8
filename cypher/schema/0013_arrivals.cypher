// Arrivals: pictures that came after a moment are found in index order, and a run keeps how far it has looked at them.
CREATE INDEX image_created_at IF NOT EXISTS FOR (n:Image) ON (n.createdAt);
// The names that no run of an older library has yet, so that nothing warns of them; the lock is none while its name has
// never been seen.
CREATE (x:Lock {attended: 0, lock_: 1}) DELETE x;
