// Which links between tags are there, and what was decided of them? The surest first.
//
// Params:
//   $kind    STRING   alias, implies or excludes; null for all
//   $state   STRING   proposed, accepted or rejected; null for all
//   $tag     STRING   only links of this tag; null for all
//   $source  STRING   only what this source said; null for all
//   $after   STRING   cursor of the last row of the page before; '' for the first page
//   $limit   INTEGER  rows a page
// Returns: one row per link, by score and key
//   kind      STRING    alias, implies or excludes
//   start     STRING    the alias, the tag that implies, the lower name of two that exclude each other
//   end       STRING    the other tag
//   source    STRING    who said so first: staff, mining, or a source's name
//   who       STRING    who proposed or decided it last; null where nobody is known
//   state     STRING    proposed, accepted or rejected
//   reason    STRING    null for none
//   evidence  STRING    what speaks for it, as JSON; null for none
//   score     FLOAT     0 to 1: how sure its source is; null for none
//   at        DATETIME  when it was proposed or decided
//   cursor    STRING    give as $after for the rows that follow
// Access: read
/*
:params {kind: null, state: 'proposed', tag: null, source: null, after: '', limit: 50}
*/
MATCH (start:Tag)-[link:ALIAS_OF|IMPLIES|EXCLUDES]->(end:Tag)
WHERE
  ($state IS NULL OR link.state = $state) AND
  ($source IS NULL OR link.source = $source) AND
  ($tag IS NULL OR start.name = $tag OR end.name = $tag)
WITH
  start.name AS start,
  end.name AS end,
  link,
  CASE type(link)
    WHEN 'ALIAS_OF' THEN 'alias'
    WHEN 'IMPLIES' THEN 'implies'
    ELSE 'excludes'
  END AS kind,
  right('000000' + toString(toInteger(round((1 - coalesce(link.score, 0)) * 1000000))), 7) + '|' + link.key AS cursor
WHERE ($kind IS NULL OR kind = $kind) AND cursor > $after
RETURN
  kind,
  start,
  end,
  link.source AS source,
  link.who AS who,
  link.state AS state,
  link.reason AS reason,
  link.evidence AS evidence,
  link.score AS score,
  link.at AS at,
  cursor
ORDER BY cursor
LIMIT $limit
