// What CONSENSUS is stored under these keys?
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  keys: keys of pairs
// Returns: one row, because many small rows take longer to send than to find
//   pairs  LIST<MAP>  by key: all that is stored of each that is there
// Access: read
/*
:params {batch: {keys: ['a1|sunset']}}
*/
UNWIND $batch.keys AS key
MATCH ()-[pair:CONSENSUS {key: key}]->()
WITH pair
ORDER BY pair.key
RETURN collect(properties(pair)) AS pairs
