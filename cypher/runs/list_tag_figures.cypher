// What was measured of a run, tag by tag?
//
// Params:
//   $run    STRING   id of the run
//   $after  STRING   name of the last tag of the page before; '' for the first
//   $limit  INTEGER  tags a page
// Returns: one row per tag, by name
//   tag       STRING
//   category  STRING  null where it has none
//   figures   MAP     every property of ASSESSED
// Access: read
/*
:params {run: 'r1', after: '', limit: 500}
*/
MATCH (:ModelRun {id: $run})-[assessed:ASSESSED]->(tag:Tag)
WHERE tag.name > $after
WITH assessed, tag
ORDER BY tag.name
LIMIT $limit
OPTIONAL MATCH (tag)-[:OF]->(category:Category)
RETURN tag.name AS tag, min(category.name) AS category, properties(assessed) AS figures
ORDER BY tag
