// Say which picture is shown for each of these.
//
// Params:
//   $stars  LIST<MAP>  image, key, and shown: id of the picture shown for it, null where it is shown itself; the locks
//                      of the pictures that were shown are held
// Returns: one row
//   stars  INTEGER  how many were written
// Access: write
/*
:params {stars: [{image: 'b2', key: 'b2', shown: 'a1'}]}
*/
UNWIND $stars AS star
MATCH (image:Image {id: star.image})
OPTIONAL MATCH (image)-[old:DUPLICATE_OF]->(:Image)
DELETE old
WITH DISTINCT star, image
CALL (star, image) {
  MATCH (better:Image {id: star.shown})
  CREATE (image)-[:DUPLICATE_OF {key: star.key}]->(better)
}
RETURN count(*) AS stars
