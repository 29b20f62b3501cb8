// Which pairs whose answer staff know could this voter be asked, from a point drawn at random on?
//
// Settled or not, on the shown picture and under the canonical tag, whichever copy and name the gold was given to. A pair
// that this voter (under any id that is the voter) has answered, on any copy and under any name, is left out, and so is one
// whose gold this voter gave.
//
// Params:
//   $point   STRING        key to go on after: drawn at random, or what sorts before all tests
//   $voters  LIST<STRING>  the voter's ids
//   $nsfw    BOOLEAN       whether pictures marked NSFW may be asked
//   $looked  INTEGER       gold answers looked at
//   $limit   INTEGER       pairs
// Returns: one row per pair that may be asked, by the key of its gold
//   image    STRING   id of the picture
//   tag      STRING
//   answers  INTEGER  0: however many answered, it may be asked
// Access: read
/*
:params {point: 'test|7f', voters: ['v1'], nsfw: false, looked: 1024, limit: 16}
*/
MATCH (given)-[gold:DECIDED]->(written)
USING INDEX SEEK gold:DECIDED(key)
WHERE gold.key > $point AND gold.key < 'test}'
WITH given, gold, written
ORDER BY gold.key
LIMIT $looked
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH gold, coalesce(better, given) AS image, coalesce(canonical, written) AS tag
WHERE
  NOT gold.who IN $voters AND
  tag.state = 'circulating' AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0 OR (NOT $nsfw AND member.nsfw IN ['confirmed', 'suspected'])
  } AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    UNWIND $voters AS voter
    UNWIND [tag.name] + [(tag)-[:HEARS {direct: true}]->(alias) | alias.name ] AS name
    MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + name}]->()
  }
WITH image, tag, gold
LIMIT $limit
RETURN image.id AS image, tag.name AS tag, 0 AS answers
ORDER BY gold.key
