// Which pairs has this voter answered, oldest answer first?
//
// Oldest first, so that an answer given while the pages are read is on the last one.
//
// Params:
//   $voter  STRING    id of the voter
//   $at     DATETIME  of the last row of the page before; long ago for the first page
//   $key    STRING    of the last row of the page before; '' for the first page
//   $limit  INTEGER   1 to 200
// Returns: one row per answer
//   image  STRING
//   tag    STRING
//   at     DATETIME
//   key    STRING
// Access: read
/*
:params {voter: 'v1', at: datetime('2000-01-01T00:00:00Z'), key: '', limit: 100}
*/
MATCH (image)-[vote:SORT]->(tag)
USING INDEX SEEK vote:SORT(voter, at)
WHERE vote.voter = $voter AND vote.at >= $at AND (vote.at > $at OR vote.key > $key)
RETURN image.id AS image, tag.name AS tag, vote.at AS at, vote.key AS key
ORDER BY vote.voter, vote.at, vote.key
LIMIT $limit
