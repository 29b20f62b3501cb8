// Which pairs can have a consensus on these shown pictures: each (picture, tag) with evidence in its duplicate
// class, under the tag's canonical name and those on which a Yes there is heard, and each that has a CONSENSUS now
// (which may have to go).
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
WITH DISTINCT shown, member, tag, said:CONSENSUS AS stored
OPTIONAL MATCH (hearing:Tag)-[hears:HEARS]->(tag)
WHERE NOT stored AND hears.yes
WITH
  CASE
    WHEN stored THEN member.id
    ELSE shown.id
  END AS image,
  tag,
  stored,
  collect(hearing.name) AS hearing,
  NOT stored AND coalesce(any(direct IN collect(hears.direct) WHERE direct), false) AS aliased
UNWIND hearing +
  CASE
    WHEN aliased THEN []
    ELSE [tag.name]
  END AS name
RETURN DISTINCT image, name AS tag
ORDER BY image, tag
