// Which of a voter's own answers, Yes or No, could be asked again to see whether they would say the same?
//
// Answers that are old enough, from a point drawn at random between joining and then. Each is asked again once at most.
// Answers on control questions and audits are left out: what they rest on is that they were drawn at random. So are those
// on tests: only an answer at first sight tells how somebody answers.
//
// Params:
//   $voter  STRING    id of the voter
//   $point  FLOAT     0 to 1, drawn at random
//   $age    INTEGER   seconds that an answer is old at least
//   $nsfw   BOOLEAN   whether pictures marked NSFW may be asked
//   $limit  INTEGER   answers looked at
// Returns: one row per answer that may be asked again, the oldest first
//   image    STRING   id of the picture
//   tag      STRING
//   answers  INTEGER  0: however many answered, it may be asked
// Access: read
/*
:params {voter: 'v1', point: 0.5, age: 604800, nsfw: false, limit: 16}
*/
MATCH (voter:Voter {id: $voter})
WITH voter.joinedAt AS first, datetime() - duration({seconds: $age}) AS last
WHERE first < last
WITH first + duration.inSeconds(first, last) * $point AS begin, last
MATCH (image)-[vote:SORT]->(tag)
USING INDEX SEEK vote:SORT(voter, at)
WHERE vote.voter = $voter AND vote.at >= begin AND vote.at < last
WITH image, vote, tag
ORDER BY vote.voter, vote.at
LIMIT $limit
WHERE
  vote.asked AND
  vote.response IS NOT NULL AND
  NOT vote.why IN ['control', 'audit', 'retest', 'test'] AND
  tag.state = 'circulating' AND
  NOT EXISTS {
    (image)-[before:SORTED_BEFORE]->(tag)
    WHERE before.voter = $voter AND before.reason = 'retest'
  } AND
  NOT EXISTS { (image)-[:DUPLICATE_OF]->(:Image) } AND
  NOT EXISTS { (:Tag)-[:HEARS {direct: true}]->(tag) } AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0 OR (NOT $nsfw AND member.nsfw IN ['confirmed', 'suspected'])
  }
RETURN image.id AS image, tag.name AS tag, 0 AS answers
ORDER BY vote.at, image, tag
