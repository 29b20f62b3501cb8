// Which images and tags do people agree on most?
//
// By what people alone say: the share of Yes after two imagined answers, so that nine of nine rank above two of two. No
// claim of a source and no model moves it. Pairs that people do not say Yes to, and those that may not be shown to
// anyone, are left out.
//
// Params:
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
:params {after: '', limit: 20}
*/
MATCH ()-[c:CONSENSUS]->()
USING INDEX SEEK c:CONSENSUS(agreed)
WHERE c.agreed > $after
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
ORDER BY c.agreed
LIMIT $limit
