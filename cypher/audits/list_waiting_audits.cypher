// Which audits of the live run and of the newest candidate wait for an answer, in their order?
//
// Only of tags for whose threshold answers are missing. The order is by places, which are the same for every run, so that
// what was answered is a fair sample at any time. Pairs that people have answered, or that two passed, do not wait.
//
// Params:
//   $limit  INTEGER  audits at most, of each run
// Returns: one row per pair, by place
//   image        STRING  id of the picture
//   tag          STRING  name of the tag
//   probability  FLOAT   with which it was drawn from the tag's candidates
// Access: read
/*
:params {limit: 256}
*/
MATCH (run:ModelRun)
WHERE run.state IN ['live', 'candidate']
WITH run
ORDER BY run.createdAt DESC
WITH run.state AS state, head(collect(run)) AS run
CALL (run) {
  MATCH (image:Image)-[audit:AUDITED]->(tag:Tag {state: 'circulating'})
  USING INDEX SEEK audit:AUDITED(run, place)
  WHERE
    audit.run = run.id AND
    audit.place >= '' AND
    EXISTS {
      (run)-[assessed:ASSESSED]->(tag)
      WHERE assessed.missing > 0
    } AND
    NOT EXISTS {
      MATCH ()-[c:CONSENSUS {key: image.id + '|' + tag.name}]->()
      WHERE c.yes + c.no > 0 OR c.pass >= 2 OR c.settled IS NOT NULL
    }
  RETURN image, tag, audit
  ORDER BY audit.run, audit.place
  LIMIT $limit
}
WITH image.id AS image, tag.name AS tag, min(audit.probability) AS probability, min(audit.place) AS place
RETURN image, tag, probability
ORDER BY place, image, tag
