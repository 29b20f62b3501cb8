// Which pairs can have a consensus on these shown pictures: each (picture, tag) with evidence in its duplicate
// class, under the tag's canonical name, and each that has a CONSENSUS now (which may have to go).
//
// Params:
//   $images  LIST<STRING>  ids of shown pictures
// Returns: one row per pair, by picture and tag
//   image  STRING  id of the shown picture
//   tag    STRING  name of the tag
// Access: read
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (shown:Image {id: id})
OPTIONAL MATCH (member:Image)-[:DUPLICATE_OF]->(shown)
WITH shown, collect(member) + [shown] AS members
UNWIND members AS member
MATCH (member)-[said:SORT|TAGGED|PROPOSED|SCORED|DECIDED|CONSENSUS]->(tag:Tag)
OPTIONAL MATCH (tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(canonical:Tag)
WHERE NOT (canonical)-[:ALIAS_OF {state: 'accepted'}]->()
WITH DISTINCT
  shown.id AS image,
  CASE
    WHEN said:CONSENSUS THEN member.id
    ELSE shown.id
  END AS holder,
  CASE
    WHEN said:CONSENSUS THEN tag.name
    ELSE coalesce(canonical.name, tag.name)
  END AS tag
RETURN DISTINCT holder AS image, tag
ORDER BY image, tag
