// Why is this pair believed as it is: what does each voter, ruling, source and the live run add to its log-odds?
//
// The same figures as graph/beliefs.py computes; that file is the definition. Answers count over the picture's duplicate
// class and through the vocabulary, each speaker once; a ruling is worth 20 answers of somebody unknown (ln 2 each).
// (abs(x - a) - abs(x - b) + 1) / 2 keeps x within a and b, which add up to 1.
//
// Params:
//   $image  STRING  id of the picture, or of one that was merged into it
//   $tag    STRING  name of the tag, or of an alias
// Returns: one row per speaker: voters, a ruling, sources, the live run, of each kind what adds most first
//   image    STRING        id of the picture that is shown
//   tag      STRING        canonical name of the tag
//   kind     STRING        voter, ruling, source or run
//   speaker  STRING        id or name of who speaks
//   name     STRING        of a voter, null for an anonymous one
//   says     BOOLEAN       null for a pass
//   right    LIST<FLOAT>   how often it is right: of a voter sensitivity and specificity in the tag's category, else in
//                          all, else the crowd's, else two thirds; of a source its precision; of the run its confidence
//   notes    LIST<STRING>  what else bears on it: derived, implicit, aside, cluster
//   share    FLOAT         what it adds to the log-odds
//   total    FLOAT         the sum so far
// Access: read
// Plan: allows CartesianProduct because picture and tag are found by their keys
/*
:params {image: 'a1', tag: 'sunset'}
*/
MATCH (given:Image {id: $image})
MATCH (written:Tag {name: $tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH coalesce(better, given) AS image, coalesce(canonical, written) AS tag
OPTIONAL MATCH (tag)-[:OF]->(group:Category)
OPTIONAL MATCH (run:ModelRun {state: 'live'})
OPTIONAL MATCH ()-[fit:RELIABLE_IN {key: 'crowd||'}]->()
WITH image, tag, coalesce(min(group.name), '') AS category, head(collect(run.id)) AS live, head(collect(fit)) AS crowd
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
WITH *, [s IN spoken WHERE s[0].purpose = 'ruling' AND s[2] IS NOT NULL][..1] AS rulings
CALL (crowd, category, spoken) {
  UNWIND [s IN spoken WHERE s[0].voter IS NOT NULL AND (s[1].direct OR s[2] IS NOT NULL)] AS voice
  OPTIONAL MATCH (voter:Voter {id: voice[0].voter})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH coalesce(account, voter) AS who, voice
  ORDER BY voice[1].direct DESC, voice[0].at DESC, voice[0].key DESC
  WITH who, head(collect(voice)) AS voice
  WITH *, [(who)-[r:RELIABLE_IN]->() WHERE r.category IN ['', category] | r ] AS found
  WITH *, head([r IN found WHERE r.category = category] + found + [crowd]) AS fit, 2.0 / 3 AS usual
  WITH who, voice, coalesce(fit.sensitivity, usual) AS a, coalesce(fit.specificity, usual) AS b
  WITH *, (abs(a - 0.05) - abs(a - 0.95) + 1) / 2 AS s, (abs(b - 0.05) - abs(b - 0.95) + 1) / 2 AS t
  WITH *, [[true, log(s / (1 - t))], [false, log((1 - s) / t)]] AS worth
  WITH *, coalesce(head([w IN worth WHERE w[0] = voice[2] | w[1]]), 0.0) AS odds
  WITH *, [['derived', NOT voice[1].direct], ['implicit', voice[0].implicit], ['aside', who.aside IS NOT NULL]] AS facts
  WITH collect({who: who, says: voice[2], right: [a, b], odds: odds, facts: facts}) AS voices
  UNWIND voices AS v
  WITH v, size([w IN voices WHERE w.who.cluster = v.who.cluster AND w.says IS NOT NULL AND w.who.aside IS NULL]) AS many
  WITH v, [f IN v.facts WHERE f[1] | f[0]] + [c IN [v.who.cluster] WHERE c IS NOT NULL | 'cluster'] AS notes, many
  WITH *, 1.0 - toInteger('aside' IN notes) AS heard, 1.0 + toInteger('implicit' IN notes) AS parts
  WITH *, v.who AS who, v.odds * heard / parts / coalesce(nullIf(many, 0), 1) AS x
  ORDER BY abs(x) DESC, who.id
  RETURN
    collect(who {kind: 'voter', speaker: who.id, .name, says: v.says, right: v.right, notes: notes, share: x}) AS voters
}
CALL (category, spoken) {
  UNWIND [s IN spoken WHERE s[0].source IS NOT NULL AND s[0].until IS NULL AND s[1].yes] AS claim
  WITH DISTINCT category, claim[0].source AS name
  OPTIONAL MATCH (source:Source {name: name})
  WITH *, [(source)-[r:RELIABLE_IN]->() WHERE r.category IN ['', category] | r ] AS found
  WITH name, coalesce(head([r IN found WHERE r.category = category] + found).precision, 2.0 / 3) AS precision
  WITH *, (abs(precision - 0.05) - abs(precision - 0.95) + 1) / 2 AS q
  ORDER BY abs(q - 0.5) DESC, name
  RETURN collect({kind: 'source', speaker: name, says: true, right: [precision], share: log(q / (1 - q))}) AS claims
}
OPTIONAL MATCH (image)-[opinion:SCORED {run: live}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live}]->(tag)
WITH *, coalesce(opinion.confidence, proposal.confidence) AS p
WITH *, (abs(p - 0.001) - abs(p - 0.999) + 1) / 2 AS c
WITH
  *,
  [r IN rulings | {kind: 'ruling', speaker: r[0].who, says: r[2], share: (40 * toInteger(r[2]) - 20) * log(2)}] AS ruled
WITH *, [x IN [c] WHERE x IS NOT NULL | {kind: 'run', speaker: live, right: [p], share: log(x / (1 - x))}] AS run
WITH image, tag, voters + ruled + claims + run AS rows
UNWIND range(0, size(rows) - 1) AS place
UNWIND rows[..place + 1] AS r
WITH image, tag, place, rows[place] AS row, sum(r['share']) AS total
RETURN
  image.id AS image,
  tag.name AS tag,
  row.kind AS kind,
  row.speaker AS speaker,
  row.name AS name,
  row.says AS says,
  row.right AS right,
  coalesce(row.notes, []) AS notes,
  row.share AS share,
  total AS total
ORDER BY place
