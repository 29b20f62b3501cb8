// How many people answered what on a pair?
//
// The pair of the picture that is shown and of the tag that the name stands for; zeros where nobody spoke.
//
// Params:
//   $image  STRING  id of the picture
//   $tag    STRING  canonical name or alias
// Returns: one row; none where the picture or tag does not exist
//   yes   INTEGER
//   no    INTEGER
//   pass  INTEGER
// Access: read
// Plan: allows CartesianProduct because picture and tag are found by their keys: one row each
/*
:params {image: 'a1', tag: 'sunset'}
*/
MATCH (image:Image {id: $image})
MATCH (tag:Tag {name: $tag})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(name:Tag)
WHERE NOT EXISTS { (name)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) }
OPTIONAL MATCH ()-[pair:CONSENSUS {key: coalesce(better.id, image.id) + '|' + coalesce(name.name, tag.name)}]->()
RETURN coalesce(pair.yes, 0) AS yes, coalesce(pair.no, 0) AS no, coalesce(pair.pass, 0) AS pass
LIMIT 1
