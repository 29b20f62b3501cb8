// What do people, sources and the live run say of a picture's tags?
//
// Read from the picture that is shown for it, best posterior first. Null people: nobody said Yes or No; null
// evidence: neither people nor sources; null run: the live run said nothing; null settled: not settled.
//
// Params:
//   $image  STRING   id of the picture
//   $limit  INTEGER  tags at most
// Returns: one row per tag
//   name       STRING
//   yes        INTEGER
//   no         INTEGER
//   pass       INTEGER
//   claims     INTEGER  sources that claim it
//   people     FLOAT    0 to 1
//   evidence   FLOAT    0 to 1
//   posterior  FLOAT    0 to 1
//   run        FLOAT    0 to 1
//   settled    STRING   yes or no
// Access: read
/*
:params {image: 'a1', limit: 200}
*/
MATCH (image:Image {id: $image})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH coalesce(better, image) AS shown
MATCH (shown)-[pair:CONSENSUS]->(tag:Tag)
RETURN
  tag.name AS name,
  pair.yes AS yes,
  pair.no AS no,
  pair.pass AS pass,
  pair.claims AS claims,
  pair.people AS people,
  pair.evidence AS evidence,
  pair.posterior AS posterior,
  pair.run AS run,
  pair.settled AS settled
ORDER BY posterior DESC, name
LIMIT $limit
