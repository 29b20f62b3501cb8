// What CONSENSUS is stored for the pairs of these pictures?
//
// Params:
//   $images  LIST<STRING>  ids of pictures
// Returns: one row per CONSENSUS
//   image       STRING  id of the picture
//   tag         STRING  name of the tag
//   properties  MAP     all that is stored
// Access: read
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})-[consensus:CONSENSUS]->(tag:Tag)
RETURN image.id AS image, tag.name AS tag, properties(consensus) AS properties
ORDER BY image, tag
