// Put pictures into families, each under its leader, which may be itself.
//
// Params:
//   $places  LIST<MAP>  image and leader, by image
// Returns: one row, how many pictures there were
//   images  INTEGER
// Access: write
/*
:params {places: [{image: 'b2', leader: 'a1'}]}
*/
UNWIND $places AS row
MATCH (image:Image {id: row.image})
SET image.leader = row.leader
RETURN count(*) AS images
