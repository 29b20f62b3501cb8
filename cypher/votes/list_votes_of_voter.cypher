// What has this voter answered, newest first?
//
// Params:
//   $voter   STRING    id of the voter
//   $before  DATETIME  answers given before this; the far future for the first page
//   $limit   INTEGER   1 to 200
// Returns: one row per answer
//   image       STRING    id of the picture
//   tag         STRING    name of the tag
//   answer      STRING    yes, no or pass
//   passReason  STRING    null where none was given
//   at          DATETIME
// Access: read
/*
:params {voter: 'v1', before: datetime('9999-01-01T00:00:00Z'), limit: 50}
*/
MATCH (image)-[vote:SORT]->(tag)
USING INDEX SEEK vote:SORT(voter, at)
WHERE vote.voter = $voter AND vote.at < $before
RETURN image.id AS image, tag.name AS tag, vote.answer AS answer, vote.passReason AS passReason, vote.at AS at
ORDER BY vote.voter DESC, vote.at DESC
LIMIT $limit
