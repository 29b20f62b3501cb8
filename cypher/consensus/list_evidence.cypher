// What have people, sources and the live run said of each of these pairs, and of the pairs that they stand for: the
// shown picture of each, and the canonical name of each tag?
//
// Each speaker counts once a pair, over the picture's duplicate class and the tag's aliases: a voter (with the
// anonymous ids that are that voter) by the latest direct answer, else by the latest one that follows from what was said
// of another tag; a source by an open claim, here or on a tag that implies this one; the live run by its confidence on the
// shown picture: SCORED, which is out-of-fold, before PROPOSED. HEARS says what an answer elsewhere says here.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  pairs: image and tag of each; the shown pictures' locks are held
// Returns: one row, because many small rows take longer to send than to find
//   evidence  LIST<MAP>  of each pair whose picture and tag exist, by picture and tag: image; tag; named (those asked for
//                        that it is or that stand for it: image and tag); told (other tags on
//                        which it is heard: those that a Yes here makes a Yes, and others that the picture has a pair of); shown (the picture is nobody's duplicate and the tag nobody's alias); votes (of each
//                        voter: says, null for a pass; asked, not volunteered; stranger, anonymous; derived, it follows
//                        from another answer); claims (how many sources claim it); ruled (a reviewer's latest ruling, a
//                        direct one first, null for none); ruledAfar (it was given on another tag); run (the live run's
//                        confidence, null where it said nothing); proposed (the live run proposes it); nsfw (of the
//                        picture); listable (the picture is not withheld and the tag circulates)
// Access: read
// Plan: allows CartesianProduct because at most one run is live, and both ends are found by their keys
/*
:params {batch: {pairs: [{image: 'a1', tag: 'sunset'}]}}
*/
UNWIND $batch.pairs AS pair
MATCH (given:Image {id: pair.image})
MATCH (written:Tag {name: pair.tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
UNWIND [[given, written], [coalesce(better, given), coalesce(canonical, written)]] AS stand
WITH stand[0] AS image, stand[1] AS tag, collect(DISTINCT [given.id, written.name]) AS named
OPTIONAL MATCH (live:ModelRun {state: 'live'})
WITH image, tag, named, head(collect(live.id)) AS live
OPTIONAL MATCH (member:Image)-[:DUPLICATE_OF]->(image)
WITH image, tag, named, live, [image] + collect(member) AS members
OPTIONAL MATCH (tag)-[hears:HEARS]->(name:Tag)
WITH image, tag, named, live, members, collect(hears {.yes, .no, .direct, name: name}) AS ears
WITH image, tag, named, live, members, ears + [{name: tag, yes: true, no: false, direct: true}] AS ears
CALL (members, ears) {
  UNWIND members AS member
  UNWIND ears AS ear
  WITH member, ear, ear.name AS name
  MATCH (member)-[vote:SORT]->(name)
  WITH vote, ear, head([said IN [[true, ear.yes], [false, ear.no]] WHERE said[0] = vote.response | said[1]]) AS says
  WHERE ear.direct OR says IS NOT NULL
  OPTIONAL MATCH (voter:Voter {id: vote.voter})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH vote, ear, says, coalesce(account, voter) AS speaker
  ORDER BY ear.direct DESC, vote.at DESC, vote.key DESC
  WITH speaker, head(collect({says: says, asked: coalesce(vote.asked, false), derived: NOT ear.direct})) AS voice
  RETURN collect(voice {.*, stranger: speaker.role = 'anonymous'}) AS votes
}
CALL (members, ears) {
  UNWIND members AS member
  UNWIND ears AS ear
  WITH member, ear, ear.name AS name
  MATCH (member)-[said:TAGGED|DECIDED]->(name)
  WITH said, ear
  ORDER BY ear.direct DESC, said.at DESC, said.key DESC
  WITH collect([said, ear, head([s IN [[true, ear.yes], [false, ear.no]] WHERE s[0] = said.response | s[1]])]) AS spoken
  RETURN
    [s IN spoken WHERE s[0].source IS NOT NULL AND s[0].until IS NULL AND s[1].yes | s[0].source] AS sources,
    head([s IN spoken WHERE s[0].purpose = 'ruling' AND s[2] IS NOT NULL]) AS ruling
}
OPTIONAL MATCH (image)-[opinion:SCORED {run: live}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live}]->(tag)
WITH image, tag, named, votes, sources, ruling, opinion, proposal
ORDER BY image.id, tag.name
RETURN
  collect({
    image: image.id,
    tag: tag.name,
    named: named,
    told: [(t:Tag)-[h:HEARS {direct: false}]->(tag) WHERE h.yes OR EXISTS { (image)-[:CONSENSUS]->(t) } | t.name ],
    shown: NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND NOT EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) },
    votes: votes,
    claims:
      COUNT {
        UNWIND sources AS source
        RETURN DISTINCT source
      },
    ruled: ruling[2],
    ruledAfar: coalesce(NOT ruling[1].direct, false),
    run: coalesce(opinion.confidence, proposal.confidence),
    proposed: proposal IS NOT NULL,
    nsfw: image.nsfw,
    listable: size(image.withheld) = 0 AND tag.state = 'circulating'
  }) AS evidence
