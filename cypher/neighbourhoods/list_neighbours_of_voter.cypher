// What surrounds a voter: the latest answers, on which pictures and tags, and who else the voter is?
//
// The latest 45 answers under the voter's own id and those of 8 anonymous voters who joined: below 100 nodes, for the
// same work however many answers there are. An answer on a copy is drawn on the picture that is shown for it. From the voter to each tag goes what these answers add up to.
//
// Params:
//   $voter  STRING  id of the voter
// Returns: one row per edge, by type and ends
//   start       STRING  the node where it starts: its label, a colon, its id or name
//   type        STRING  of the relationship that it stands for
//   end         STRING  the node where it ends
//   properties  MAP     of the relationship; of a vote also the voter's name
// Access: read
/*
:params {voter: 'v1'}
*/
MATCH (voter:Voter {id: $voter})
CALL (voter) {
  MATCH (joined:Voter)-[:IS]->(voter)
  WITH joined.id AS id
  ORDER BY id
  LIMIT 8
  RETURN collect(id) AS others
}
CALL (voter, others) {
  UNWIND [voter.id] + others AS id
  CALL (id) {
    MATCH (image)-[vote:SORT]->(tag)
    USING INDEX SEEK vote:SORT(voter, at)
    WHERE vote.voter = id AND vote.at < datetime('9999-01-01T00:00:00Z')
    RETURN image, vote, tag
    ORDER BY vote.voter DESC, vote.at DESC
    LIMIT 45
  }
  WITH image, vote, tag
  ORDER BY vote.at DESC, vote.key
  LIMIT 45
  OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
  WITH coalesce(better.id, image.id) AS image, tag.name AS tag, vote
  ORDER BY vote.at DESC, vote.key
  WITH image, tag, head(collect(vote.answer)) AS answer
  RETURN collect({image: image, tag: tag, answer: answer}) AS votes
}
CALL (voter, others, votes) {
  UNWIND votes AS vote
  OPTIONAL MATCH ()-[pair:CONSENSUS {key: vote.image + '|' + vote.tag}]->()
  WITH vote, {answer: vote.answer, yes: pair.yes, no: pair.no, pass: pair.pass, posterior: pair.posterior} AS said
  RETURN {start: 'Image:' + vote.image, type: 'SORT', end: 'Tag:' + vote.tag, properties: said} AS edge
    UNION ALL
  UNWIND votes AS vote
  WITH voter, vote.tag AS tag, collect(vote.answer) AS said
  WITH
    voter,
    tag,
    size([a IN said WHERE a = 'yes']) AS yes,
    size([a IN said WHERE a = 'no']) AS no,
    size([a IN said WHERE a = 'pass']) AS pass
  WITH voter, tag, {yes: yes, no: no, pass: pass, name: voter.name} AS said
  RETURN {start: 'Voter:' + voter.id, type: 'SORT', end: 'Tag:' + tag, properties: said} AS edge
    UNION ALL
  UNWIND others AS id
  RETURN {start: 'Voter:' + id, type: 'IS', end: 'Voter:' + voter.id, properties: {}} AS edge
}
RETURN edge.start AS start, edge.type AS type, edge.end AS end, edge.properties AS properties
ORDER BY type, start, end
