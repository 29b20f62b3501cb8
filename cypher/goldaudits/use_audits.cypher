// What is believed of the pairs that audit gold judges, and how often has it judged before? Each has judged once more now.
//
// Of several on one pair, which were given to pictures or tags that are one by now, the latest counts. A pair that voters
// are tested on as well is told as such and judges nothing. The first SET takes each lock, so that of two who judge at once
// both are counted.
//
// Params:
//   $after  STRING   key of the last one of the page before; '' for the first page
//   $limit  INTEGER  gold answers looked at
// Returns: one row per gold answer, by key
//   key        STRING
//   response   BOOLEAN  what is true
//   uses       INTEGER  how often it had judged before
//   counts     BOOLEAN  it judges: it is the latest on its pair, and no test is there
//   people     FLOAT    what people say together; null where nobody said Yes or No
//   posterior  FLOAT    what all say together; null where nobody said anything
//   run        FLOAT    what the live run says; null where it said nothing
// Access: write
/*
:params {after: '', limit: 500}
*/
MATCH (image)-[gold:DECIDED]->(written)
USING INDEX SEEK gold:DECIDED(key)
WHERE gold.key > 'audit|' AND gold.key < 'audit}' AND gold.key > $after
WITH image, gold, written
ORDER BY gold.key
LIMIT $limit
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH gold, coalesce(better, image) AS image, coalesce(canonical, written) AS tag
CALL (image, tag) {
  UNWIND [image] + [(copy)-[:DUPLICATE_OF]->(image) | copy ] AS member
  UNWIND [tag] + [(tag)-[:HEARS {direct: true}]->(alias) | alias ] AS name
  MATCH (member)-[other:DECIDED]->(name)
  WHERE other.purpose IN ['test', 'audit']
  WITH other
  ORDER BY other.at DESC, other.key DESC
  RETURN collect(other) AS others
}
WITH gold, image, tag, others[0] = gold AND none(other IN others WHERE other.purpose = 'test') AS counts
OPTIONAL MATCH ()-[pair:CONSENSUS {key: image.id + '|' + tag.name}]->()
OPTIONAL MATCH (live:ModelRun {state: 'live'})
OPTIONAL MATCH (image)-[opinion:SCORED {run: live.id}]->(tag)
OPTIONAL MATCH (image)-[proposal:PROPOSED {run: live.id}]->(tag)
WITH gold, counts, pair, coalesce(opinion.confidence, proposal.confidence) AS run
SET gold.uses = coalesce(gold.uses, 0)
WITH gold, counts, pair, run, gold.uses AS uses
SET gold.uses =
    CASE
      WHEN counts THEN uses + 1
      ELSE uses
    END
RETURN gold.key AS key, gold.response AS response, uses, counts, pair.people AS people, pair.posterior AS posterior, run
ORDER BY key
