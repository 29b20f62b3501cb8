// Which gold answers are there for a purpose, and how did people answer them?
//
// A person counts once a pair, by the latest Yes or No to a question, on any copy of the picture and under any name of the
// tag; what somebody volunteered or left to stand in a grid says nothing of how right they are.
//
// Params:
//   $first  STRING   what sorts before all keys of the purpose
//   $last   STRING   what sorts after them
//   $after  STRING   key of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per gold answer, by key
//   image     STRING          id of the picture that it was given to
//   tag       STRING          name of the tag that it was given to
//   purpose   STRING          test or audit
//   answer    STRING          yes or no
//   who       STRING          id of the voter who gave it, or what else did
//   name      STRING          name of that voter; null for none
//   reason    STRING          null where none was given
//   at        ZONED DATETIME  when it was given
//   answered  INTEGER         how many people said Yes or No when they were asked
//   right     INTEGER         how many of these said so
//   uses      INTEGER         how often it has judged
//   cursor    STRING          give as $after for the rows that follow
// Access: read
/*
:params {first: 'test|', last: 'test}', after: '', limit: 50}
*/
MATCH (image)-[gold:DECIDED]->(written)
USING INDEX SEEK gold:DECIDED(key)
WHERE gold.key > $first AND gold.key < $last AND gold.key > $after
WITH image, gold, written
ORDER BY gold.key
LIMIT $limit
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH image, gold, written, coalesce(better, image) AS shown, coalesce(canonical, written) AS tag
CALL (gold, shown, tag) {
  UNWIND [shown] + [(copy)-[:DUPLICATE_OF]->(shown) | copy ] AS member
  UNWIND [tag] + [(tag)-[:HEARS {direct: true}]->(alias) | alias ] AS name
  MATCH (member)-[vote:SORT]->(name)
  OPTIONAL MATCH (:Voter {id: vote.voter})-[:IS]->(account:Voter)
  WITH gold, vote, coalesce(account.id, vote.voter) AS person
  ORDER BY vote.at DESC, vote.key DESC
  WITH gold, person, head(collect(vote)) AS vote
  WHERE vote.response IS NOT NULL AND vote.asked AND vote.implicit IS NULL
  RETURN count(vote) AS answered, sum(
      CASE
        WHEN vote.response = gold.response THEN 1
        ELSE 0
      END) AS right
}
OPTIONAL MATCH (giver:Voter {id: gold.who})
RETURN
  image.id AS image,
  written.name AS tag,
  gold.purpose AS purpose,
  CASE gold.response
    WHEN true THEN 'yes'
    ELSE 'no'
  END AS answer,
  gold.who AS who,
  giver.name AS name,
  gold.reason AS reason,
  gold.at AS at,
  answered,
  right,
  coalesce(gold.uses, 0) AS uses,
  gold.key AS cursor
ORDER BY cursor
