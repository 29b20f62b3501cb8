// Which pairs do these stand for: the shown picture of each, and the canonical name of each tag?
//
// Params:
//   $pairs  LIST<MAP>  image and tag, merged or aliased or not
// Returns: one row per pair whose picture and tag exist, by picture and tag
//   image  STRING  id of the shown picture
//   tag    STRING  canonical name of the tag
// Access: read
/*
:params {pairs: [{image: 'a1', tag: 'sunset'}]}
*/
UNWIND $pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(canonical:Tag)
WHERE NOT EXISTS { (canonical)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) }
RETURN DISTINCT coalesce(better.id, image.id) AS image, coalesce(canonical.name, tag.name) AS tag
ORDER BY image, tag
