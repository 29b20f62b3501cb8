// Settling: the library's own rules, and by which of them a pair was settled.
// The names that no older library has yet, so that nothing warns of them.
CREATE (x:Lock {settling: '', settledBy: '', lock_: 1}) DELETE x;
