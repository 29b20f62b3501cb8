// What did any of these voters and sources speak on, on the next pictures of the library, and what else was said there?
//
// The lists lie in a map, because a query is planned anew for each order of magnitude of a parameter that is a list, and
// each is a map itself, in which a name is found at once. Everything is as it was spoken, not as the vocabulary hears it.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
//   $batch  MAP      voters and sources: of each name true
// Returns: one row, because many small rows take longer to send than to find
//   last      STRING     id of the last picture of the page; null where there are no more
//   pictures  LIST<MAP>  of each on which they spoke, by id: image; stamp (before all else of it was read, 0 for none);
//                        nsfw; shown (it is not withheld); alone (it has no duplicates and is none); spoken (tags on
//                        which they spoke, by name); of these: votes (tag, voter, response, null for a pass, asked, the
//                        picture is bad, implicit); claims (tag, source; open ones); ruled (tags with a ruling); scores
//                        (of the live run: tag, confidence, its usual one); proposals (tag, confidence); pairs (all that
//                        is stored of each)
// Access: read
/*
:params {after: '', limit: 200, batch: {voters: {v1: true}, sources: {danbooru: true}}}
*/
CALL () {
  MATCH (image:Image)
  USING INDEX SEEK image:Image(id)
  WHERE image.id > $after
  RETURN image
  ORDER BY image.id
  LIMIT $limit
}
WITH collect([image, coalesce(image.stamp, 0.0)]) AS images, max(image.id) AS last
OPTIONAL MATCH (run:ModelRun {state: 'live'})
WITH images, last, head(collect(run.id)) AS live
CALL (live, images) {
  UNWIND images AS one
  WITH live, one[0] AS image, one[1] AS stamp
  MATCH (image)-[said:SORT|TAGGED]->(tag:Tag)
  WHERE
    (said.voter IS NOT NULL AND $batch.voters[said.voter]) OR (said.source IS NOT NULL AND $batch.sources[said.source])
  WITH DISTINCT live, image, stamp, tag.name AS name
  ORDER BY image.id, name
  WITH live, image, stamp, collect(name) AS spoken
  RETURN
    collect({
      image: image.id,
      stamp: stamp,
      nsfw: image.nsfw,
      shown: size(image.withheld) = 0,
      alone: NOT EXISTS { (image)-[:DUPLICATE_OF]-(:Image) },
      spoken: spoken,
      votes:
        [
          (image)-[s:SORT]->(t:Tag)
          WHERE t.name IN spoken
          | [
            t.name,
            s.voter,
            s.response,
            coalesce(s.asked, false),
            coalesce(s.passReason = 'bad-picture', false),
            coalesce(s.implicit, false)
          ]
        ],
      claims: [(image)-[s:TAGGED]->(t:Tag) WHERE s.until IS NULL AND t.name IN spoken | [t.name, s.source] ],
      ruled: [(image)-[s:DECIDED]->(t:Tag) WHERE s.purpose = 'ruling' | t.name ],
      scores: [(image)-[s:SCORED {run: live}]->(t:Tag) WHERE t.name IN spoken | [t.name, s.confidence, s.usual] ],
      proposals: [(image)-[s:PROPOSED {run: live}]->(t:Tag) WHERE t.name IN spoken | [t.name, s.confidence] ],
      pairs: [(image)-[pair:CONSENSUS]->(:Tag) WHERE pair.tag IN spoken | properties(pair) ]
    }) AS pictures
}
RETURN last AS last, pictures AS pictures
