// Suspect pictures of which a class network is sure enough, until a person has looked.
//
// The locks of the shown pictures are held. A picture of whose class staff confirmed or cleared any is passed over.
//
// Params:
//   $filter  STRING  name of the class network's judgement
//   $batch   MAP     suspicions: LIST<MAP>, each with key, image, score (how likely), reason, and suspect, its place among
//                    what is suspected
// Returns: one row
//   waiting  INTEGER       how many wait for a person since or still
//   images   LIST<STRING>  ids of those of which nobody had said anything; their pairs are recomputed after
// Access: write
/*
:params {filter: 'classes:nsfw', batch: {suspicions: [{key: 'classes:nsfw|a1', image: 'a1', score: 0.93, reason: 'porn',
  suspect: '0070000|a1'}]}}
*/
MERGE (filter:Filter {name: $filter})
  ON CREATE SET filter.createdAt = datetime()
WITH filter
UNWIND $batch.suspicions AS new
MATCH (image:Image {id: new.image})
WHERE
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE member.nsfw IN ['confirmed', 'cleared']
  }
MERGE (image)-[judged:JUDGED {key: new.key}]->(filter)
  ON CREATE SET judged.at = datetime()
SET
  judged.verdict = 'suspected',
  judged.stage = 'classes',
  judged.score = new.score,
  judged.reason = new.reason,
  judged.suspect = new.suspect
WITH image, coalesce(image.nsfw, 'unknown') = 'unknown' AS changed
SET image.nsfw = 'suspected'
RETURN count(image) AS waiting, collect(
    CASE
      WHEN changed THEN image.id
    END) AS images
