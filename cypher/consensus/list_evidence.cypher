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
//                        that it is or that stand for it: image and tag); copies (pictures that are shown as this one,
//                        itself among them); told (other tags on which it is heard: those that a Yes here makes a Yes,
//                        and others that the picture has a pair of); implied (how many of the former); shown (the picture is
//                        nobody's duplicate and the tag nobody's alias); votes (of each voter: says, null for a pass;
//                        asked, not volunteered; derived, it follows from another answer; unfit, a pass because the
//                        picture is bad; implicit, left as it was among many; and of the voter: speaker, the id;
//                        stranger, anonymous; aside, set aside by staff; cluster, of those who answer together, or null;
//                        sensitivity and specificity in the tag's category, else in all, else the crowd's, else null);
//                        claimed (of each source that claims it: source; precision in the tag's category, else in all,
//                        else null); ruled (a reviewer's latest ruling, a direct one first, null for none); ruledAfar (it
//                        was given on another tag); run (the live run's confidence, null where it said nothing); usual (its
//                        mean where the tag is, null where that is unknown); proposed
//                        (the live run proposes it); nsfw (of the picture, and where a member of its class is hidden, of
//                        that one); listable (no member of the class is withheld, and the tag circulates)
//   rules     STRING     the library's rules of settling; null for the usual ones
// Access: read
// Plan: allows CartesianProduct because at most one run is live, and both ends are found by their keys
/*
:params {batch: {pairs: [{image: 'a1', tag: 'sunset'}]}}
*/
OPTIONAL MATCH (run:ModelRun {state: 'live'})
OPTIONAL MATCH ()-[reliable:RELIABLE_IN {key: 'crowd||'}]->()
WITH head(collect(run.id)) AS live, head(collect(reliable)) AS crowd
UNWIND $batch.pairs AS pair
MATCH (given:Image {id: pair.image}), (written:Tag {name: pair.tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
UNWIND [[given, written], [coalesce(better, given), coalesce(canonical, written)]] AS stand
WITH live, crowd, stand[0] AS image, stand[1] AS tag, collect(DISTINCT [given.id, written.name]) AS named
OPTIONAL MATCH (tag)-[:OF]->(group:Category)
WITH live, crowd, image, tag, named, coalesce(min(group.name), '') AS category
WITH *, [image] + [(member:Image)-[:DUPLICATE_OF]->(image) | member ] AS members
WITH *, [(tag)-[hears:HEARS]->(name:Tag) | hears {.yes, .no, .direct, name: name} ] AS others
WITH *, others + [{name: tag, yes: true, no: false, direct: true}] AS ears
CALL (members, ears) {
  UNWIND members AS member
  UNWIND ears AS ear
  WITH member, ear, ear.name AS name
  MATCH (member)-[said:SORT|TAGGED|DECIDED]->(name)
  WITH said, ear, head([s IN [[true, ear.yes], [false, ear.no]] WHERE s[0] = said.response | s[1]]) AS says
  ORDER BY ear.direct DESC, said.at DESC, said.key DESC
  RETURN collect([said, ear, says]) AS spoken
}
WITH *, head([s IN spoken WHERE s[0].purpose = 'ruling' AND s[2] IS NOT NULL]) AS ruling
CALL (crowd, category, spoken) {
  UNWIND [s IN spoken WHERE s[0].voter IS NOT NULL AND (s[1].direct OR s[2] IS NOT NULL)] AS voice
  OPTIONAL MATCH (voter:Voter {id: voice[0].voter})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH coalesce(account, voter) AS speaker, voice
  ORDER BY voice[1].direct DESC, voice[0].at DESC, voice[0].key DESC
  WITH speaker, head(collect(voice)) AS voice
  WITH *, [(speaker)-[r:RELIABLE_IN]->() WHERE r.category IN ['', category] | r ] AS found
  WITH *, voice[0] AS vote, head([r IN found WHERE r.category = category] + found + [crowd]) AS reliable
  RETURN
    collect({
      speaker: speaker.id,
      stranger: speaker.role = 'anonymous',
      aside: speaker.aside IS NOT NULL,
      cluster: speaker.cluster,
      sensitivity: reliable.sensitivity,
      specificity: reliable.specificity,
      says: voice[2],
      asked: coalesce(vote.asked, false),
      derived: NOT voice[1].direct,
      unfit: coalesce(vote.passReason = 'bad-picture', false),
      implicit: coalesce(vote.implicit, false)
    }) AS votes
}
CALL (category, spoken) {
  UNWIND [s IN spoken WHERE s[0].source IS NOT NULL AND s[0].until IS NULL AND s[1].yes] AS claim
  WITH DISTINCT category, claim[0].source AS name
  OPTIONAL MATCH (source:Source {name: name})
  WITH *, [(source)-[r:RELIABLE_IN]->() WHERE r.category IN ['', category] | r ] AS found
  WITH name, head([r IN found WHERE r.category = category] + found) AS reliable
  RETURN collect({source: name, precision: reliable.precision}) AS claimed
}
OPTIONAL MATCH (image)-[opinion:SCORED {run: live}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live}]->(tag)
WITH *, [state IN ['confirmed', 'suspected'] WHERE any(member IN members WHERE member.nsfw = state)] AS hidden
ORDER BY image.id, tag.name
WITH
  collect({
    image: image.id,
    tag: tag.name,
    named: named,
    copies: size(members),
    told: [(t:Tag)-[h:HEARS {direct: false}]->(tag) WHERE h.yes OR EXISTS { (image)-[:CONSENSUS]->(t) } | t.name ],
    implied: COUNT { (:Tag)-[:HEARS {direct: false, yes: true}]->(tag) },
    shown: NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND NOT EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) },
    votes: votes,
    claimed: claimed,
    ruled: ruling[2],
    ruledAfar: coalesce(NOT ruling[1].direct, false),
    run: coalesce(opinion.confidence, proposal.confidence),
    usual: opinion.usual,
    proposed: proposal IS NOT NULL,
    nsfw: head(hidden + [image.nsfw]),
    listable: all(member IN members WHERE size(member.withheld) = 0) AND tag.state = 'circulating'
  }) AS evidence
OPTIONAL MATCH (library:Library {name: 'taggy'})
RETURN evidence, library.settling AS rules
