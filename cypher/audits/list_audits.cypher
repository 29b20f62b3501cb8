// Which pairs were drawn to be audited for a run, and what do people say of them?
//
// A pair without an answer is closed where nobody can be asked: its picture was merged away, is withheld in a copy or
// marked NSFW, its tag does not circulate or is another name, people are divided, or two passed.
//
// Params:
//   $prefix  STRING   what every key of the run begins with
//   $after   STRING   cursor of the last row of the page before; '' for the first page
//   $limit   INTEGER  rows a page
// Returns: one row per pair, by key
//   image        STRING   id of the picture
//   tag          STRING   name of the tag
//   confidence   FLOAT    of the run, when it was drawn
//   probability  FLOAT    with which it was drawn from the tag's candidates
//   people       FLOAT    0 to 1: votes and rulings; null where nobody said Yes or No
//   closed       BOOLEAN  nobody can be asked
//   cursor       STRING   give as $after for the rows that follow
// Access: read
/*
:params {prefix: 'r1|', after: '', limit: 500}
*/
MATCH (image:Image)-[audit:AUDITED]->(tag:Tag)
WHERE audit.key STARTS WITH $prefix AND audit.key > $after
WITH image, audit, tag
ORDER BY audit.key
LIMIT $limit
OPTIONAL MATCH ()-[c:CONSENSUS {key: image.id + '|' + tag.name}]->()
WITH image, audit, tag, c, [(copy:Image)-[:DUPLICATE_OF]->(image) | copy ] + [image] AS members
RETURN
  image.id AS image,
  tag.name AS tag,
  audit.confidence AS confidence,
  audit.probability AS probability,
  c.people AS people,
  EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } OR
  any(member IN members WHERE size(member.withheld) > 0 OR member.nsfw IN ['confirmed', 'suspected']) OR
  tag.state <> 'circulating' OR
  EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) } OR
  coalesce(c.people = 0.5 OR c.pass >= 2, false) AS closed,
  audit.key AS cursor
ORDER BY cursor
