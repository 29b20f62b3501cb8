// What did people answer by a criterion, with the pictures that are shown for those they saw?
//
// Params:
//   $criterion  STRING   name of the criterion
//   $after      STRING   key of the last one of the page before; '' for the first
//   $limit      INTEGER  answers a page
// Returns: one row, because many small rows take longer to send than to find
//   given  LIST<LIST<ANY>>  of each answer, by key: key; voter; the picture shown for the one that stood left, and for the one
//                           that stood right; answer (left, right, tie or pass); strength (null for a tie or a pass); held; when
//                           it was given (milliseconds since 1970)
// Access: read
/*
:params {criterion: 'quality', after: '', limit: 5000}
*/
MATCH (lower)-[given:PREFERRED_TO]->(higher)
USING INDEX SEEK given:PREFERRED_TO(criterion, key)
WHERE given.criterion = $criterion AND given.key > $after
WITH lower, given, higher
ORDER BY given.criterion, given.key
LIMIT $limit
OPTIONAL MATCH (lower)-[:DUPLICATE_OF]->(one:Image)
OPTIONAL MATCH (higher)-[:DUPLICATE_OF]->(other:Image)
WITH
  given,
  given.at AS said,
  given.left = lower.id AS straight,
  coalesce(one.id, lower.id) AS one,
  coalesce(other.id, higher.id) AS other
RETURN
  collect([
    given.key,
    given.voter,
    CASE
      WHEN straight THEN one
      ELSE other
    END,
    CASE
      WHEN straight THEN other
      ELSE one
    END,
    CASE
      WHEN given.answer IN ['tie', 'pass'] THEN given.answer
      WHEN straight = (given.answer = 'lower') THEN 'left'
      ELSE 'right'
    END,
    given.strength,
    given.held,
    said.epochMillis
  ]) AS given
