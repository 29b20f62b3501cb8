// Which voters and sources have figures that moved, and pairs that may not have followed?
//
// Params:
//   $after  STRING   mark of the last one of the page before; '' for the first
//   $limit  INTEGER  how many a page
// Returns: one row per voter or source, by mark
//   kind   STRING        voter or source
//   names  LIST<STRING>  under which it spoke: a voter's id with those of anonymous voters who are that voter, a source's name
//   mark   STRING        when its figures last moved, and who it is
// Access: read
/*
:params {after: '', limit: 1000}
*/
CALL () {
  MATCH (voter:Voter)
  WHERE voter.moved > $after
  RETURN voter AS who, 'voter' AS kind, voter.moved AS mark
    UNION
  MATCH (source:Source)
  WHERE source.moved > $after
  RETURN source AS who, 'source' AS kind, source.moved AS mark
}
WITH who, kind, mark
ORDER BY mark
LIMIT $limit
RETURN
  kind AS kind,
  [coalesce(who.id, who.name)] + [(stranger:Voter)-[:IS]->(who) | stranger.id ] AS names,
  mark AS mark
ORDER BY mark
