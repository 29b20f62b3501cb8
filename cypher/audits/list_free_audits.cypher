// Which of these pairs may this voter be asked: shown, in circulation, and answered by nobody?
//
// A pair that the voter (under any id that is the voter) has answered, on any copy of the picture, is left out.
//
// Params:
//   $batch   MAP           pairs: image and tag of each
//   $voters  LIST<STRING>  the voter's ids
//   $nsfw    BOOLEAN       whether pictures marked NSFW may be asked
// Returns: one row per pair that may be asked, by picture and tag
//   image    STRING   id of the picture
//   tag      STRING
//   answers  INTEGER  informative answers so far
// Access: read
/*
:params {batch: {pairs: [{image: 'a1', tag: 'sunset'}]}, voters: ['v1'], nsfw: false}
*/
UNWIND $batch.pairs AS pair
MATCH (image:Image {id: pair.image})
MATCH (tag:Tag {name: pair.tag})
WHERE
  tag.state = 'circulating' AND
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  NOT EXISTS {
  (:Tag)-[:HEARS {direct: true}]->(tag)
  }
OPTIONAL MATCH ()-[c:CONSENSUS {key: image.id + '|' + tag.name}]->()
WITH image, tag, c, [(copy:Image)-[:DUPLICATE_OF]->(image) | copy ] + [image] AS members
WHERE
  coalesce(c.yes + c.no, 0) = 0 AND
  c.settled IS NULL AND
  all(member IN members WHERE size(member.withheld) = 0) AND
  ($nsfw OR none(member IN members WHERE member.nsfw IN ['confirmed', 'suspected'])) AND
  NOT EXISTS {
    UNWIND members AS member
    UNWIND $voters AS voter
    MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + tag.name}]->()
  }
RETURN image.id AS image, tag.name AS tag, coalesce(c.yes + c.no, 0) AS answers
ORDER BY image, tag
