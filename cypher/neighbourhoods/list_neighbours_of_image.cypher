// What surrounds a picture: its tags and who says so, where it comes from, and what is a duplicate of it?
//
// At most 40 tags (likeliest first), 20 voters, 20 sources, 8 collections and 8 duplicates: below 100 nodes, for the same
// work however many votes there are: of everybody's, 1,000 are looked at. A pair that $voters could still be asked about
// is left out, and so is every vote that is not theirs. All copies speak for it. A vote is drawn from the voter to the
// tag, a proposal from the run, a claim from the source.
//
// Params:
//   $image   STRING        id of the picture that is shown
//   $voters  LIST<STRING>  the ids of who is looking; null for one who may see everything
// Returns: one row per edge, by type and ends
//   start       STRING  the node where it starts: its label, a colon, its id or name
//   type        STRING  of the relationship that it stands for
//   end         STRING  the node where it ends
//   properties  MAP     of the relationship; of a vote also the voter's name
// Access: read
/*
:params {image: 'a1', voters: null}
*/
MATCH (image:Image {id: $image})
OPTIONAL MATCH (live:ModelRun {state: 'live'})
WITH image, 'Image:' + image.id AS self, 'ModelRun:' + head(collect(live.id)) AS run
CALL (image) {
  MATCH (image)-[pair:CONSENSUS]->()
  WHERE
    $voters IS NULL OR
    pair.ask IS NULL OR
    EXISTS {
      MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
      UNWIND $voters AS voter
      MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + pair.tag}]->()
    }
  WITH pair
  ORDER BY pair.posterior DESC, pair.tag
  LIMIT 40
  RETURN collect(pair) AS pairs, collect(pair.tag) AS tags
}
CALL (image, self, run, pairs, tags) {
  UNWIND pairs AS pair
  WITH self, pair, pair {.yes, .no, .pass, .posterior, .run, .settled} AS said
  RETURN {start: self, type: 'CONSENSUS', end: 'Tag:' + pair.tag, properties: said} AS edge
    UNION ALL
  UNWIND pairs AS pair
  WITH run, pair
  WHERE pair.run IS NOT NULL AND run IS NOT NULL
  RETURN {start: run, type: 'PROPOSED', end: 'Tag:' + pair.tag, properties: {confidence: pair.run}} AS edge
    UNION ALL
  CALL (image, tags) {
    WITH image, tags
    WHERE $voters IS NULL
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}()-[vote:SORT]->(tag:Tag)
    WITH tags, vote, tag
    LIMIT 1000
    WHERE tag.name IN tags
    RETURN vote, tag.name AS tag
      UNION ALL
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(copy:Image)
    UNWIND $voters AS voter
    UNWIND tags AS tag
    MATCH ()-[vote:SORT {key: voter + '|' + copy.id + '|' + tag}]->()
    RETURN vote, tag
  }
  WITH vote.voter AS id, tag, max([vote.at, vote.key, vote.answer])[2] AS answer
  WITH id, collect({tag: tag, answer: answer}) AS votes
  ORDER BY size(votes) DESC, id
  LIMIT 20
  OPTIONAL MATCH (voter:Voter {id: id})
  UNWIND votes AS vote
  WITH id, vote, {answer: vote.answer, name: voter.name} AS said
  RETURN {start: 'Voter:' + id, type: 'SORT', end: 'Tag:' + vote.tag, properties: said} AS edge
    UNION ALL
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}()-[claim:TAGGED]->(tag:Tag)
  WHERE claim.until IS NULL AND tag.name IN tags
  WITH claim.source AS source, collect(DISTINCT tag.name) AS claimed
  ORDER BY size(claimed) DESC, source
  LIMIT 10
  UNWIND claimed AS tag
  RETURN {start: 'Source:' + source, type: 'TAGGED', end: 'Tag:' + tag, properties: {}} AS edge
    UNION ALL
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}()<-[shows:SHOWS]-(:Post)-[:FROM]->(source:Source)
  WHERE shows.until IS NULL
  WITH DISTINCT self, source.name AS source
  ORDER BY source
  LIMIT 10
  RETURN {start: 'Source:' + source, type: 'SHOWS', end: self, properties: {}} AS edge
    UNION ALL
  MATCH (image)<-[:DUPLICATE_OF]-{0,1}()-[:IN]->(collection:Collection)
  WITH DISTINCT self, collection.name AS collection
  ORDER BY collection
  LIMIT 8
  RETURN {start: self, type: 'IN', end: 'Collection:' + collection, properties: {}} AS edge
    UNION ALL
  MATCH (copy:Image)-[:DUPLICATE_OF]->(image)
  RETURN {start: 'Image:' + copy.id, type: 'DUPLICATE_OF', end: self, properties: {}} AS edge
  LIMIT 8
}
RETURN edge.start AS start, edge.type AS type, edge.end AS end, edge.properties AS properties
ORDER BY type, start, end
