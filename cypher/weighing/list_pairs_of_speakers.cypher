// On which pairs did any of these voters and sources speak, on the next pictures of the library?
//
// The lists lie in a map, because a query is planned anew for each order of magnitude of a parameter that is a list, and
// each is a map itself, in which a name is found at once.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
//   $batch  MAP      voters and sources: of each name true
// Returns: one row, because many small rows take longer to send than to find
//   last   STRING              id of the last picture of the page; null where there are no more
//   pairs  LIST<LIST<STRING>>  by picture and tag: the picture's id and the tag's name, as they were spoken on
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
WITH collect(image) AS images, max(image.id) AS last
CALL (images) {
  UNWIND images AS image
  MATCH (image)-[said:SORT|TAGGED]->(tag:Tag)
  WHERE
    (said.voter IS NOT NULL AND $batch.voters[said.voter]) OR (said.source IS NOT NULL AND $batch.sources[said.source])
  WITH DISTINCT image.id AS id, tag.name AS name
  ORDER BY id, name
  RETURN collect([id, name]) AS pairs
}
RETURN last AS last, pairs AS pairs
