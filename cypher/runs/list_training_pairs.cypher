// What do people and sources say of each picture? What the model learns from: never from a model.
//
// Only pictures that are shown and withheld in no copy, only tags that circulate, only pairs with evidence. A pair that is
// not listed is unknown, not No. All that is said of a picture is said of it or of one that was merged into it.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture with evidence, by id
//   image    STRING              id of the picture
//   members  LIST<STRING>        ids of its class, itself among them, the oldest first
//   came     INTEGER             when the oldest came, in milliseconds since 1970; null where it is not known
//   learned  LIST<INTEGER>       seeds of the runs that learned from its class
//   series   LIST<LIST<STRING>>  source, author and day (of the post, else of the import) of each post with an author
//   liked    FLOAT               most favourites of a post, else its score; null where no source says
//   claimed  BOOLEAN             a source claims at least one tag of it
//   pairs    LIST<MAP>           of each tag with evidence, by name: tag, category ('' for none), yes and no (voters who
//                                say so), yesWeight and noWeight (what that and rulings weigh) and people (all null where
//                                nobody answered)
//   claims   LIST<LIST<STRING>>  tag and source of each open claim, also as heard through the vocabulary
//   audited  LIST<STRING>        tags on which a person answered an audit or a control question, or that are gold
// Access: read
/*
:params {after: '', limit: 500}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE
  image.id > $after AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0
  } AND
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  EXISTS {
    (image)-[c:CONSENSUS]->(:Tag {state: 'circulating'})
    WHERE c.evidence IS NOT NULL
  }
WITH image
ORDER BY image.id
LIMIT $limit
CALL (image) {
  MATCH (image)-[c:CONSENSUS]->(tag:Tag {state: 'circulating'})
  WHERE c.evidence IS NOT NULL
  OPTIONAL MATCH (tag)-[:OF]->(home:Category)
  WITH c, coalesce(min(home.name), '') AS home
  ORDER BY c.tag
  RETURN
    collect(c {.tag, .yes, .no, .yesWeight, .noWeight, .people, category: home}) AS pairs,
    max(c.claims) > 0 AS claimed
}
CALL (image) {
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member:Image)
  WITH member
  ORDER BY member.createdAt, member.id
  RETURN collect(member) AS members
}
CALL (members) {
  UNWIND members AS member
  UNWIND member.learned AS seed
  WITH DISTINCT seed
  ORDER BY seed
  RETURN collect(seed) AS learned
}
CALL (members) {
  UNWIND members AS m
  MATCH (post:Post)-[:SHOWS]->(m)
  OPTIONAL MATCH (post)-[:FROM]->(source:Source)
  WITH post, [coalesce(source.name, ''), post.author, left(toString(coalesce(post.postedAt, m.createdAt)), 10)] AS one
  ORDER BY one
  RETURN
    [one IN collect(DISTINCT one) WHERE one[1] IS NOT NULL] AS series,
    max(coalesce(post.faves, post.score)) AS liked
}
CALL (members) {
  UNWIND members AS member
  MATCH (member)-[claim:TAGGED]->(written:Tag)
  WHERE claim.until IS NULL
  OPTIONAL MATCH (hearing:Tag)-[:HEARS {yes: true}]->(written)
  WITH claim.source AS source, written, collect(hearing.name) AS hearing
  UNWIND [written.name] + hearing AS tag
  WITH DISTINCT tag, source
  ORDER BY tag, source
  RETURN collect([tag, source]) AS claims
}
CALL (members) {
  UNWIND members AS member
  MATCH (member)-[said:SORT|DECIDED]->(written:Tag)
  WHERE said.response IS NOT NULL AND (said.why IN ['audit', 'control'] OR said.purpose = 'audit')
  OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
  WITH DISTINCT coalesce(canonical.name, written.name) AS tag
  ORDER BY tag
  RETURN collect(tag) AS audited
}
RETURN
  image.id AS image,
  [member IN members | member.id] AS members,
  members[0].createdAt.epochMillis AS came,
  learned AS learned,
  series AS series,
  liked AS liked,
  claimed AS claimed,
  pairs AS pairs,
  claims AS claims,
  audited AS audited
ORDER BY image
