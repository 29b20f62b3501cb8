// What have the filters said?
//
// Params: none
// Returns: one row per filter, by name
//   name      STRING
//   kept      INTEGER   pictures that it keeps
//   refused   INTEGER   pictures that it refuses, restored ones among them
//   restored  INTEGER   of those, how many staff restored
//   at        DATETIME  of its last verdict; null where it has none
// Access: read
/*
:params {}
*/
MATCH (filter:Filter)
OPTIONAL MATCH (:Image)-[judged:JUDGED]->(filter)
RETURN
  filter.name AS name,
  count(
    CASE
      WHEN judged.verdict = 'kept' THEN 1
    END) AS kept,
  count(
    CASE
      WHEN judged.verdict = 'refused' THEN 1
    END) AS refused,
  count(
    CASE
      WHEN judged.verdict = 'refused' AND judged.restoredAt IS NOT NULL THEN 1
    END) AS restored,
  max(judged.at) AS at
ORDER BY name
