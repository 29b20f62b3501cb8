// Write what was computed for each of these pairs, making the CONSENSUS that is not there yet.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  pairs: image, tag, key and properties of each; the shown pictures' locks are held
// Returns: one row, how many pairs were written
//   pairs  INTEGER
// Access: write
// Plan: allows CartesianProduct because both ends are found by their keys
/*
:params {batch: {pairs: [{image: 'a1', tag: 'sunset', key: 'a1|sunset', properties: {key: 'a1|sunset', yes: 1}}]}}
*/
UNWIND $batch.pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
OPTIONAL MATCH ()-[old:CONSENSUS {key: pair.key}]->()
CALL (image, tag, pair, old) {
  WITH *
  WHERE old IS NULL
  CREATE (image)-[c:CONSENSUS]->(tag)
  SET c = pair.properties
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old = pair.properties
}
RETURN count(*) AS pairs
