// Where does a rating contradict what the picture is?
//
// Ratings are the tags whose names begin with rating: and they conflict where people, sources or else the run hold a harmless
// one of a picture that is suspected or confirmed to be NSFW, or an explicit one of a picture that was cleared. What everybody
// is shown comes first: graph.conflicts weighs them.
// A ruling ends a disagreement. Withheld pictures are left out; `nsfw` tells whom the others may be shown to.
// The index is named: on a graph too young to be counted the planner may read all of it instead.
//
// Params:
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per pair, strongest disagreement first
//   image      STRING   id of the image
//   tag        STRING   name of the tag
//   yes        INTEGER  people who say Yes
//   no         INTEGER  people who say No
//   pass       INTEGER  people who passed
//   strangers  INTEGER  of those who say Yes or No, the anonymous ones
//   unfit      INTEGER  of those who passed, the ones who say that it is a bad picture
//   yesWeight  FLOAT    what people's Yes is worth, in answers of somebody of whom nothing is known
//   noWeight   FLOAT    and what their No is
//   claims     INTEGER  sources that claim it
//   people     FLOAT    0 to 1: people alone; null where nobody said Yes or No
//   evidence   FLOAT    0 to 1: people and sources; null where there is neither
//   run        FLOAT    0 to 1: confidence of the live run; null where it said nothing
//   gap        FLOAT    run less people; null where one of them is
//   settled    STRING   yes or no where people settled it; null where they did not
//   settledBy  STRING   the rule by which they did, or ruling; null where they did not
//   nsfw       STRING   of the image's class: unknown, suspected, confirmed or cleared
//   cursor     STRING   give as $after for the rows that follow
// Access: read
/*
:params {after: '', limit: 20}
*/
MATCH (image)-[c:CONSENSUS]->()
USING INDEX SEEK c:CONSENSUS(misrated)
WHERE c.misrated > $after
WITH image, c, [(copy)-[:DUPLICATE_OF]->(image) | copy.nsfw ] + [image.nsfw] AS states
RETURN
  c.image AS image,
  c.tag AS tag,
  c.yes AS yes,
  c.no AS no,
  c.pass AS pass,
  coalesce(c.strangers, 0) AS strangers,
  coalesce(c.unfit, 0) AS unfit,
  coalesce(c.yesWeight, 0.0) AS yesWeight,
  coalesce(c.noWeight, 0.0) AS noWeight,
  c.claims AS claims,
  c.people AS people,
  c.evidence AS evidence,
  c.run AS run,
  c.run - c.people AS gap,
  c.settled AS settled,
  c.settledBy AS settledBy,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [image.nsfw]) AS nsfw,
  c.misrated AS cursor
ORDER BY c.misrated
LIMIT $limit
