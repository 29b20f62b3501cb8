// Which questions were asked again, and was the answer the same?
//
// Params:
//   $after  STRING   key of the last one of the page before; '' for the first
//   $limit  INTEGER  how many a page
// Returns: one row, because many small rows take longer to send than to find
//   retests  LIST<LIST>  by key: the key of the earlier answer; the voter; whether the answer now is the same. One that
//                        was withdrawn since is left out, and so are passes
//   last     STRING      key of the last one that was looked at; null for none
// Access: read
/*
:params {after: '', limit: 5000}
*/
MATCH (image)-[before:SORTED_BEFORE]->(tag)
WHERE before.reason = 'retest' AND before.key > $after
WITH image, before, tag
ORDER BY before.reason, before.key
LIMIT $limit
OPTIONAL MATCH (image)-[now:SORT {voter: before.voter}]->(tag)
WHERE now.response IS NOT NULL AND before.response IS NOT NULL
WITH before, now
ORDER BY before.key
RETURN
  collect(
    CASE
      WHEN now IS NOT NULL THEN [before.key, before.voter, now.response = before.response]
    END) AS retests,
  max(before.key) AS last
