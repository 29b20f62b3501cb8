// Write what is another of these pairs, as it was computed anew.
//
// To write all that is known of a pair, as `write_pairs` does, takes half as long again.
//
// Params:
//   $batch  MAP  pairs: key and changes of each (null for what goes); the shown pictures' locks are held
// Returns: one row, how many pairs were written
//   pairs  INTEGER
// Access: write
/*
:params {batch: {pairs: [{key: 'a1|sunset', changes: {posterior: 0.8, settled: null}}]}}
*/
UNWIND $batch.pairs AS pair
MATCH ()-[known:CONSENSUS {key: pair.key}]->()
SET known += pair.changes
RETURN count(*) AS pairs
