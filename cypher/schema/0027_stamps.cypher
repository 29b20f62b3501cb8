// Stamps: a picture's is another after each time its lock was taken, so that work without a lock knows what is current.
// The name that no picture of an older library has yet, so that nothing warns of it.
CREATE (x:Lock {stamp: 0.0, lock_: 1})
DELETE x;
