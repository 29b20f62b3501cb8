// Which tags are suspected of being remarks, were taken out, or are kept by a person's word: the likeliest first?
//
// Params:
//   $doubt  STRING   suspected, remark or kept
//   $after  STRING   cursor of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per tag
//   tag        STRING
//   state      STRING        circulating or remark
//   score      FLOAT         log-odds that it is a remark; null where nobody has looked
//   why        STRING        what weighs most; null where nobody has looked
//   decidedBy  STRING        whose word it stands by; null where it is a machine's finding
//   pairs      INTEGER       pictures that something is known of
//   images     LIST<STRING>  ids of some of them, hidden ones among them
//   cursor     STRING        give as $after for the rows that follow
// Access: read
/*
:params {doubt: 'suspected', after: '', limit: 50}
*/
MATCH (tag:Tag)
WHERE tag.doubt > $doubt + '|' AND tag.doubt < $doubt + '}' AND tag.doubt > $after
WITH tag
ORDER BY tag.doubt
LIMIT $limit
RETURN
  tag.name AS tag,
  tag.state AS state,
  tag.remark AS score,
  tag.why AS why,
  tag.decidedBy AS decidedBy,
  COUNT { (tag)<-[:CONSENSUS]-() } AS pairs,
  COLLECT {
    MATCH (tag)<-[pair:CONSENSUS]-()
    RETURN pair.image
    LIMIT
    8
  } AS images,
  tag.doubt AS cursor
ORDER BY cursor
