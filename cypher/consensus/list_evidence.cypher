// What have people, sources and the live run said of each of these pairs, and of the pairs that they stand for: the
// shown picture of each, and the canonical name of each tag?
//
// Each speaker counts once a pair, over the picture's duplicate class and the tag's aliases: a voter (with the
// anonymous ids that are that voter) by the latest answer, a source by an open claim, the live run by its
// confidence on the shown picture: SCORED, which is out-of-fold, before PROPOSED.
//
// Params:
//   $pairs  LIST<MAP>  image and tag of each pair; the shown pictures' locks are held
// Returns: one row per pair whose picture and tag exist, by picture and tag
//   image     STRING              id of the picture
//   tag       STRING              name of the tag
//   named     LIST<LIST<STRING>>  those of $pairs that it is or that stand for it: image and tag
//   shown     BOOLEAN             the picture is nobody's duplicate and the tag nobody's alias
//   votes     LIST<MAP>           of each voter: says (null for a pass), asked (not volunteered), stranger (anonymous)
//   claims    INTEGER             sources that claim it
//   ruled     BOOLEAN             a reviewer's latest ruling; null for none
//   run       FLOAT               the live run's confidence; null where it said nothing
//   proposed  BOOLEAN             the live run proposes it
//   nsfw      STRING              of the picture, and where a member of its class is hidden, of that one
//   listable  BOOLEAN             no member of the picture's class is withheld, and the tag circulates
// Access: read
// Plan: allows CartesianProduct because at most one run is live, and both ends are found by their keys
/*
:params {pairs: [{image: 'a1', tag: 'sunset'}]}
*/
UNWIND $pairs AS pair
MATCH (given:Image {id: pair.image})
MATCH (written:Tag {name: pair.tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (written)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(canonical:Tag)
WHERE NOT EXISTS { (canonical)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) }
UNWIND [[given, written], [coalesce(better, given), coalesce(canonical, written)]] AS stand
WITH stand[0] AS image, stand[1] AS tag, collect(DISTINCT [given.id, written.name]) AS named
OPTIONAL MATCH (live:ModelRun {state: 'live'})
WITH
  image,
  tag,
  named,
  head(collect(live.id)) AS live,
  COLLECT {
    MATCH (member:Image)-[:DUPLICATE_OF]->(image)
    RETURN member
  } +
  [image] AS members,
  COLLECT {
    MATCH (alias:Tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(tag)
    RETURN DISTINCT alias
  } +
  [tag] AS names
CALL (members, names) {
  UNWIND members AS member
  UNWIND names AS name
  MATCH (member)-[vote:SORT]->(name)
  OPTIONAL MATCH (voter:Voter {id: vote.voter})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH vote, coalesce(account, voter) AS speaker
  ORDER BY vote.at DESC, vote.key DESC
  WITH speaker, head(collect(vote)) AS vote
  RETURN
    collect({says: vote.response, asked: coalesce(vote.asked, false), stranger: speaker.role = 'anonymous'}) AS votes
}
CALL (members, names) {
  UNWIND members AS member
  UNWIND names AS name
  OPTIONAL MATCH (member)-[claim:TAGGED]->(name)
  WHERE claim.until IS NULL
  OPTIONAL MATCH (member)-[ruling:DECIDED {purpose: 'ruling'}]->(name)
  WITH claim, ruling
  ORDER BY ruling.at DESC, ruling.key DESC
  RETURN count(DISTINCT claim.source) AS claims, head(collect(ruling.response)) AS ruled
}
OPTIONAL MATCH (image)-[opinion:SCORED {run: live}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live}]->(tag)
RETURN
  image.id AS image,
  tag.name AS tag,
  named,
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND NOT EXISTS { (tag)-[:ALIAS_OF {state: 'accepted'}]->(:Tag) } AS shown,
  votes,
  claims,
  ruled,
  coalesce(opinion.confidence, proposal.confidence) AS run,
  proposal IS NOT NULL AS proposed,
  coalesce(
    head([state IN ['confirmed', 'suspected'] WHERE any(member IN members WHERE member.nsfw = state)]),
    image.nsfw
  ) AS nsfw,
  all(member IN members WHERE size(member.withheld) = 0) AND tag.state = 'circulating' AS listable
ORDER BY image, tag
