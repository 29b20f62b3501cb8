// What a model learns from: which seeds' runs learned from a picture, or from one that it was merged with.
// The name that no picture of an older library has yet, so that nothing warns of it.
CREATE (x:Lock {learned: [0], lock_: 1})
DELETE x;
