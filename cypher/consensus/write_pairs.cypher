// Write what was computed for each of these pairs, making the CONSENSUS that is not there yet.
//
// Params:
//   $pairs  LIST<MAP>  image, tag, key and properties of each pair; the shown pictures' locks are held
// Returns: one row, how many pairs were written
//   pairs  INTEGER
// Access: write
/*
:params {pairs: [{image: 'a1', tag: 'sunset', key: 'a1|sunset', properties: {key: 'a1|sunset', yes: 1}}]}
*/
UNWIND $pairs AS pair
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
