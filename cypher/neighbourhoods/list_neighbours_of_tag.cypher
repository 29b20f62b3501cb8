// What surrounds a tag: its likeliest pictures, what else these show, and who says so?
//
// Of the 200 likeliest pictures at most 40, 15 other tags that they share, 15 voters, 8 sources, 5 categories and 8
// aliases: below 100 nodes, for the same work however many pairs the tag has. A pair that $voters could still be asked
// about is left out, and so is every vote that is not theirs. A vote is drawn from the voter to the picture, a
// proposal from the run, a claim from the source.
//
// Params:
//   $tag     STRING        canonical name of the tag
//   $voters  LIST<STRING>  the ids of who is looking; null for one who may see everything
//   $nsfw    BOOLEAN       whether pictures that are or may be NSFW are among them
// Returns: one row per edge, by type and ends
//   start       STRING  the node where it starts: its label, a colon, its id or name
//   type        STRING  of the relationship that it stands for
//   end         STRING  the node where it ends
//   properties  MAP     of the relationship; of a vote also the voter's name
// Access: read
// Plan: allows CartesianProduct because the pairs are read once, for the one tag
/*
:params {tag: 'sunset', voters: null, nsfw: false}
*/
MATCH (tag:Tag {name: $tag})
OPTIONAL MATCH (live:ModelRun {state: 'live'})
WITH tag, 'Tag:' + $tag AS self, head(collect(live)) AS live
CALL () {
  MATCH (image)-[pair:CONSENSUS]->()
  USING INDEX SEEK pair:CONSENSUS(tag, rank)
  WHERE pair.tag = $tag AND pair.rank > ''
  WITH image, pair
  ORDER BY pair.tag, pair.rank
  LIMIT 200
  WHERE
    ($nsfw OR pair.rankSafe IS NOT NULL) AND
    ($voters IS NULL OR
      pair.ask IS NULL OR
      EXISTS {
        MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
        UNWIND $voters AS voter
        MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + pair.tag}]->()
      })
  WITH image, pair, 'Image:' + pair.image AS node, [(copy)-[:DUPLICATE_OF]->(image) | copy ] + [image] AS members
  RETURN collect({image: image, members: members, pair: pair, node: node})[..40] AS pairs
}
CALL (tag, live, self, pairs) {
  UNWIND [near IN pairs | near.pair] AS pair
  WITH self, 'Image:' + pair.image AS node, pair {.yes, .no, .pass, .posterior, .run, .settled} AS said
  RETURN {start: node, type: 'CONSENSUS', end: self, properties: said} AS edge
    UNION ALL
  UNWIND [near IN pairs WHERE near.pair.proposed AND live IS NOT NULL] AS near
  RETURN {start: 'ModelRun:' + live.id, type: 'PROPOSED', end: near.node, properties: {confidence: near.pair.run}} AS edge
    UNION ALL
  UNWIND pairs AS near
  WITH tag, near.image AS image, near.node AS node
  MATCH (image)-[pair:CONSENSUS]->(other:Tag)
  WHERE other <> tag AND pair.rank IS NOT NULL AND ($voters IS NULL OR pair.ask IS NULL)
  WITH other, collect({node: node, said: pair {.yes, .no, .pass, .posterior, .run, .settled}}) AS shared
  ORDER BY size(shared) DESC, other.name
  LIMIT 15
  UNWIND shared AS near
  RETURN {start: near.node, type: 'CONSENSUS', end: 'Tag:' + other.name, properties: near.said} AS edge
    UNION ALL
  UNWIND pairs AS near
  UNWIND near.members AS member
  MATCH (member)-[vote:SORT]->(tag)
  WHERE $voters IS NULL OR vote.voter IN $voters
  WITH vote.voter AS id, near.node AS node, max([vote.at, vote.key, vote.answer])[2] AS answer
  WITH id, collect({node: node, answer: answer}) AS votes
  ORDER BY size(votes) DESC, id
  LIMIT 15
  OPTIONAL MATCH (voter:Voter {id: id})
  UNWIND votes AS near
  RETURN {start: 'Voter:' + id, type: 'SORT', end: near.node, properties: near {.answer, name: voter.name}} AS edge
    UNION ALL
  UNWIND pairs AS near
  UNWIND near.members AS member
  MATCH (member)-[claim:TAGGED WHERE claim.until IS NULL]->(tag)
  WITH claim.source AS source, collect(DISTINCT near.node) AS nodes
  ORDER BY size(nodes) DESC, source
  LIMIT 8
  UNWIND nodes AS node
  RETURN {start: 'Source:' + source, type: 'TAGGED', end: node, properties: {}} AS edge
    UNION ALL
  MATCH (tag)-[:OF]->(category:Category)
  RETURN {start: self, type: 'OF', end: 'Category:' + category.name, properties: {}} AS edge
  LIMIT 5
    UNION ALL
  MATCH (tag)-[:HEARS {direct: true}]->(alias:Tag)
  RETURN {start: 'Tag:' + alias.name, type: 'ALIAS_OF', end: self, properties: {}} AS edge
  LIMIT 8
}
RETURN edge.start AS start, edge.type AS type, edge.end AS end, edge.properties AS properties
ORDER BY type, start, end
