// What did people answer on each picture, and what is known beside their answers?
//
// Pictures that are shown for themselves and have an answer, their own or one of a picture that was merged into them.
// Answers that were left to stand in a grid are not among them: they tell how attentive somebody is, not how right.
// Nothing of a run's confidence is read, nor gold answers with the purpose audit: these are for testing alone.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row, because many small rows take longer to send than to find
//   pictures  LIST<MAP>  by id: image; votes (the oldest first: tag, voter, response, which is null for a pass, asked, why
//                        where it was drawn at random as a control or audit question, probability of that, the seconds
//                        since 1970 when it was given, the seconds that it took, null where unknown); rulings (of
//                        reviewers and gold answers, the oldest first: tag, response); proposed (tags that the live run
//                        proposes and people answered); claims (of each source with an open claim: its name, its tags)
// Access: read
/*
:params {after: '', limit: 500}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE
  image.id > $after AND
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  EXISTS {
  (image)<-[:DUPLICATE_OF]-{0,1}(:Image)-[:SORT]->(:Tag)
  }
WITH image
ORDER BY image.id
LIMIT $limit
CALL (image) {
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}(:Image)-[vote:SORT]->(tag:Tag)
  WHERE vote.implicit IS NULL
  WITH vote, tag, vote.why IN ['control', 'audit'] AS drawn, vote.at AS given
  ORDER BY vote.at, vote.key
  RETURN
    collect([
      tag.name,
      vote.voter,
      vote.response,
      coalesce(vote.asked, false),
      CASE
        WHEN drawn THEN vote.why
      END,
      CASE
        WHEN drawn THEN vote.probability
      END,
      given.epochMillis / 1000.0,
      vote.tookMs / 1000.0
    ]) AS votes
}
CALL (image) {
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}(:Image)-[said:DECIDED]->(tag:Tag)
  WHERE said.purpose IN ['ruling', 'test'] AND said.response IS NOT NULL
  WITH said, tag
  ORDER BY said.at, said.key
  RETURN collect([tag.name, said.response]) AS rulings
}
CALL (image) {
  MATCH (image)-[pair:CONSENSUS]->(tag:Tag)
  WHERE pair.yes + pair.no > 0
  RETURN collect(
      CASE
        WHEN pair.proposed THEN pair.tag
      END) AS proposed, sum(pair.claims) > 0 AS claimed
}
CALL (image, claimed) {
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}(:Image)-[claim:TAGGED]->(tag:Tag)
  WHERE claimed AND claim.until IS NULL
  WITH claim.source AS source, collect(DISTINCT tag.name) AS tags
  ORDER BY source
  RETURN collect([source, tags]) AS claims
}
WITH image, votes, rulings, proposed, claims
ORDER BY image.id
RETURN collect({image: image.id, votes: votes, rulings: rulings, proposed: proposed, claims: claims}) AS pictures
