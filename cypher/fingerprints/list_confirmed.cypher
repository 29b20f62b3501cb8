// Which of these pairs of pictures does a backbone that has seen both find alike?
//
// Params:
//   $pairs  LIST<LIST<STRING>>  ids of two pictures each
//   $least  FLOAT               least cosine of their embeddings, from -1 to 1
// Returns: one row per pair that is found alike
//   one    STRING  id of the first picture
//   other  STRING  id of the second
// Access: read
// Plan: allows CartesianProduct because both ends are found by their keys
/*
:params {pairs: [['a1', 'b2']], least: 0.95}
*/
UNWIND $pairs AS pair
MATCH (one:Image {id: pair[0]})-[:LOOKS]->(seen:Embedding)
MATCH (other:Image {id: pair[1]})
WITH one, other, seen, left(seen.key, size(seen.key) - size(one.id)) + other.id AS key
MATCH (other)-[:LOOKS]->(also:Embedding {key: key})
WHERE size(also.vector) = size(seen.vector) AND 2 * vector.similarity.cosine(seen.vector, also.vector) - 1 >= $least
RETURN DISTINCT one.id AS one, other.id AS other
