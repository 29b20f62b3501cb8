// Which of these answers on two pictures are there?
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  keys: of answers
// Returns: one row, because many small rows take longer to send than to find
//   keys  LIST<STRING>
// Access: read
/*
:params {batch: {keys: ['v1|quality|a1|b2']}}
*/
UNWIND $batch.keys AS key
MATCH ()-[given:PREFERRED_TO {key: key}]->()
RETURN collect(key) AS keys
