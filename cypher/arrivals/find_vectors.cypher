// What do these embeddings hold? Those that are not there are left out.
//
// Params:
//   $keys  LIST<STRING>  keys of embeddings
// Returns: one row per embedding that is there
//   key     STRING
//   vector  LIST<FLOAT>
// Access: read
/*
:params {keys: ['test_byobnet@0a1b|a1']}
*/
UNWIND $keys AS key
MATCH (embedding:Embedding {key: key})
RETURN embedding.key AS key, embedding.vector AS vector
ORDER BY key
