// Which images most likely match a tag?
//
// Best posterior first, then image id: the order of `rankSafe`, which a pair has only while it may be shown to anyone.
// What people settled No, what is withheld, and what is or may be NSFW has none. A page costs the same anywhere in a
// tag of any size: nothing is sorted or skipped.
//
// Params:
//   $tag           STRING   name of the tag, or another name of it
//   $minPosterior  FLOAT    0 to 1: leave out less likely ones, compared to six decimals
//   $after         STRING   cursor of the last row of the page before; '' for the first page
//   $limit         INTEGER  rows a page
// Returns: one row per image, best first
//   image      STRING   id of the image
//   posterior  FLOAT    0 to 1: people, sources and the live run together
//   people     FLOAT    0 to 1: people alone; null where nobody said Yes or No
//   run        FLOAT    0 to 1: confidence of the live run; null where it said nothing
//   yes        INTEGER  people who say Yes
//   no         INTEGER  people who say No
//   pass       INTEGER  people who passed
//   claims     INTEGER  sources that claim it
//   settled    STRING   yes where people settled it; null where they did not
//   cursor     STRING   give as $after for the rows that follow
// Access: read
/*
:params {tag: 'sunset', minPosterior: 0.5, after: '', limit: 20}
*/
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(:Tag {name: $tag})
WITH coalesce(min(canonical.name), $tag) AS tag
CALL (tag) {
  MATCH ()-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, rankSafe)
  WHERE
    c.tag = tag AND
    c.rankSafe > $after AND
    c.rankSafe < right('000000' + toString(toInteger(round((1 - $minPosterior) * 1000000))), 7) + '}'
  RETURN c
  ORDER BY c.tag, c.rankSafe
  LIMIT $limit
}
RETURN
  c.image AS image,
  c.posterior AS posterior,
  c.people AS people,
  c.run AS run,
  c.yes AS yes,
  c.no AS no,
  c.pass AS pass,
  c.claims AS claims,
  c.settled AS settled,
  c.rankSafe AS cursor
ORDER BY cursor
