// What tells whether each tag is a remark: who uses it, where it stands, what people and the live run say?
//
// Of a tag at most $depth claims and $depth pairs are looked at, so a page costs the same however large its tags are.
// A post whose author is not known is an author of its own. Answers count on pictures that a source claims the tag of.
// Deprecated tags and aliases are passed over.
//
// Params:
//   $after  STRING   name of the last tag of the page before; '' for the first
//   $limit  INTEGER  tags a page
//   $depth  INTEGER  claims and pairs looked at
// Returns: one row per tag, by name
//   tag               STRING
//   free              BOOLEAN  it circulates, and no person has decided on it
//   authors           INTEGER  of the posts by which it is claimed
//   place             FLOAT    mean place among the tags of its posts, 0 first and 1 last; null where it stands alone
//   yes               INTEGER  answers Yes on claimed pictures
//   no                INTEGER
//   passes            INTEGER
//   compared          INTEGER  pairs with two answers Yes or No, or more
//   divided           INTEGER  of these, with a third of them or more on either side
//   averagePrecision  FLOAT    of the live run, out of fold; null where it has no head for it
//   chance            FLOAT    average precision of a random order; null where it has no head for it
// Access: read
/*
:params {after: '', limit: 100, depth: 200}
*/
MATCH (tag:Tag)
USING INDEX SEEK tag:Tag(name)
WHERE
  tag.name > $after AND
  tag.state IN ['circulating', 'remark'] AND
  NOT EXISTS {
  (tag)-[:ALIAS_OF {state: 'accepted'}]->(:Tag)
  }
WITH tag
ORDER BY tag.name
LIMIT $limit
CALL (tag) {
  MATCH (tag)<-[claim:TAGGED]-()
  WHERE claim.until IS NULL
  WITH claim
  LIMIT $depth
  OPTIONAL MATCH (post:Post {key: claim.post})
  WITH coalesce(post.author, claim.source + '|' + claim.post) AS author, claim.written AS written, post.tags AS tags
  RETURN
    count(DISTINCT author) AS authors,
    avg(
      CASE
        WHEN
          size(tags) > 1
          THEN toFloat(head([place IN range(0, size(tags) - 1) WHERE tags[place] = written])) / (size(tags) - 1)
      END) AS place
}
CALL (tag) {
  MATCH (tag)<-[pair:CONSENSUS]-()
  WITH pair, pair.yes + pair.no AS answers
  LIMIT $depth
  WITH
    pair,
    toInteger(pair.claims > 0) AS claimed,
    toInteger(answers >= 2) AS compared,
    toInteger(3 * pair.yes >= answers AND 3 * pair.no >= answers) AS divided
  RETURN
    sum(claimed * pair.yes) AS yes,
    sum(claimed * pair.no) AS no,
    sum(claimed * pair.pass) AS passes,
    sum(compared) AS compared,
    sum(compared * divided) AS divided
}
CALL (tag) {
  OPTIONAL MATCH (:ModelRun {state: 'live'})-[assessed:ASSESSED]->(tag)
  RETURN max(assessed.averagePrecision) AS averagePrecision, max(assessed.chance) AS chance
}
RETURN
  tag.name AS tag,
  tag.state = 'circulating' AND tag.decidedBy IS NULL AS free,
  authors,
  place,
  yes,
  no,
  passes,
  compared,
  divided,
  averagePrecision,
  chance
ORDER BY tag
