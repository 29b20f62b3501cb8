// What have people, sources and the live run said of each of these pairs, of the pairs that they stand for (the shown
// picture of each, and the canonical name of each tag), and of those on which they are heard through the vocabulary?
//
// Each speaker counts once a pair, over the picture's duplicate class and the tag's aliases: a voter (with the
// anonymous ids that are that voter) by the latest direct answer, else by the latest one that follows from what was said
// of another tag; a source by an open claim, here or on a tag that implies this one; the live run by its confidence on the
// shown picture: SCORED, which is out-of-fold, before PROPOSED. HEARS says what an answer elsewhere says here.
//
// Params:
//   $pairs  LIST<MAP>  image and tag of each pair; the shown pictures' locks are held
// Returns: one row, because many small rows take longer to send than to find
//   evidence  LIST<MAP>  of each pair whose picture and tag exist, by picture and tag: image; tag; named (those of $pairs
//                        that it is or that stand for it: image and tag); told (those of $pairs whose answers are heard
//                        on it); shown (the picture is nobody's duplicate and the tag nobody's alias); votes (of each
//                        voter: says, null for a pass; asked, not volunteered; stranger, anonymous; derived, it follows
//                        from another answer); claims (how many sources claim it); ruled (a reviewer's latest ruling, a
//                        direct one first, null for none); ruledAfar (it was given on another tag); run (the live run's
//                        confidence, null where it said nothing); proposed (the live run proposes it); nsfw (of the
//                        picture); listable (the picture is not withheld and the tag circulates)
// Access: read
// Plan: allows CartesianProduct because at most one run is live, and both ends are found by their keys
/*
:params {pairs: [{image: 'a1', tag: 'sunset'}]}
*/
UNWIND $pairs AS pair
MATCH (given:Image {id: pair.image})
MATCH (written:Tag {name: pair.tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH given, written, coalesce(better, given) AS image, coalesce(canonical, written) AS tag
CALL (given, written, image, tag) {
  UNWIND [[given, written], [image, tag]] AS stand
  RETURN stand[0] AS at, stand[1] AS of, true AS own
    UNION ALL
  MATCH (hearing:Tag)-[hears:HEARS {direct: false}]->(written)
  WHERE
    hears.yes OR
    EXISTS {
      MATCH ()-[:CONSENSUS {key: image.id + '|' + hearing.name}]->()
    }
  RETURN image AS at, hearing AS of, false AS own
}
WITH at AS image, of AS tag, own, [given.id, written.name] AS from
WITH
  image,
  tag,
  collect(DISTINCT
    CASE
      WHEN own THEN from
    END) AS named,
  collect(DISTINCT
    CASE
      WHEN NOT own THEN from
    END) AS told
OPTIONAL MATCH (live:ModelRun {state: 'live'})
WITH
  image,
  tag,
  named,
  told,
  head(collect(live.id)) AS live,
  COLLECT {
    MATCH (member:Image)-[:DUPLICATE_OF]->(image)
    RETURN member
  } +
  [image] AS members
CALL (members, tag) {
  CALL (members, tag) {
    UNWIND members AS member
    MATCH (member)-[vote:SORT]->(tag)
    RETURN vote, vote.response AS says, false AS derived
      UNION ALL
    UNWIND members AS member
    MATCH (tag)-[hears:HEARS]->(:Tag)<-[vote:SORT]-(member)
    WITH
      vote,
      hears,
      CASE
        WHEN hears.direct THEN vote.response
        WHEN vote.response THEN hears.yes
        WHEN NOT vote.response THEN hears.no
      END AS says
    WHERE hears.direct OR says IS NOT NULL
    RETURN vote, says, NOT hears.direct AS derived
  }
  OPTIONAL MATCH (voter:Voter {id: vote.voter})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH coalesce(account, voter) AS speaker, vote, says, derived
  ORDER BY derived, vote.at DESC, vote.key DESC
  WITH speaker, head(collect({says: says, asked: coalesce(vote.asked, false), derived: derived})) AS vote
  RETURN collect(vote {.*, stranger: speaker.role = 'anonymous'}) AS votes
}
CALL (members, tag) {
  CALL (members, tag) {
    UNWIND members AS member
    MATCH (member)-[said:TAGGED|DECIDED]->(tag)
    RETURN said, said.response AS says, said:TAGGED AS claims, false AS afar
      UNION ALL
    UNWIND members AS member
    MATCH (tag)-[hears:HEARS]->(:Tag)<-[said:TAGGED|DECIDED]-(member)
    WITH said, hears,
      CASE
        WHEN said.response THEN hears.yes
        WHEN NOT said.response THEN hears.no
      END AS says
    RETURN said, says, said:TAGGED AND coalesce(hears.yes, false) AS claims, NOT hears.direct AS afar
  }
  WITH said, says, claims, afar
  ORDER BY afar, said.at DESC, said.key DESC
  WITH
    count(DISTINCT
      CASE
        WHEN claims AND said.until IS NULL THEN said.source
      END) AS claims,
    collect(
      CASE
        WHEN said.purpose = 'ruling' AND says IS NOT NULL THEN {says: says, afar: afar}
      END) AS rulings
  RETURN claims, head(rulings) AS ruling
}
OPTIONAL MATCH (image)-[opinion:SCORED {run: live}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live}]->(tag)
WITH image, tag, named, told, votes, claims, ruling, opinion, proposal
ORDER BY image.id, tag.name
RETURN
  collect({
    image: image.id,
    tag: tag.name,
    named: named,
    told: told,
    shown: NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND NOT EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) },
    votes: votes,
    claims: claims,
    ruled: ruling.says,
    ruledAfar: coalesce(ruling.afar, false),
    run: coalesce(opinion.confidence, proposal.confidence),
    proposed: proposal IS NOT NULL,
    nsfw: image.nsfw,
    listable: size(image.withheld) = 0 AND tag.state = 'circulating'
  }) AS evidence
