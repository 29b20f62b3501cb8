// On which images do people agree most that a tag matches?
//
// As rank_pairs, for one tag. rank_images_for_tag asks what is likeliest, with sources and the model; this asks people.
//
// Params:
//   $tag    STRING   name of the tag, or another name of it
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per pair, best first
//   image    STRING   id of the image
//   tag      STRING   name of the tag
//   people   FLOAT    0.5 to 1: (1 + yes) / (2 + yes + no), a ruling counting 20 answers
//   yes      INTEGER  people who say Yes
//   no       INTEGER  people who say No
//   pass     INTEGER  people who passed
//   claims   INTEGER  sources that claim it
//   run      FLOAT    0 to 1: confidence of the live run; null where it said nothing
//   settled  STRING   yes where people settled it; null where they did not
//   cursor   STRING   give as $after for the rows that follow
// Access: read
/*
:params {tag: 'sunset', after: '', limit: 20}
*/
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(:Tag {name: $tag})
WITH coalesce(min(canonical.name), $tag) AS tag
CALL (tag) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, agreed)
  WHERE c.tag = tag AND c.agreed > $after
  RETURN c
  ORDER BY c.tag, c.agreed
  LIMIT $limit
}
RETURN
  c.image AS image,
  c.tag AS tag,
  c.people AS people,
  c.yes AS yes,
  c.no AS no,
  c.pass AS pass,
  c.claims AS claims,
  c.run AS run,
  c.settled AS settled,
  c.agreed AS cursor
ORDER BY cursor
