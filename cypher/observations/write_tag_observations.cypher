// Keep what is observed of each of these tags.
//
// The category '' stands for all tags together; no tag is in it.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  rows: who, the tag's name, and properties, key among them
// Returns: one row
//   rows  INTEGER  how many were kept
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {batch: {rows: [{who: 'sunset', properties: {key: 'tag|sunset'}}]}}
*/
UNWIND $batch.rows AS row
MATCH (tag:Tag {name: row.who})
OPTIONAL MATCH ()-[old:OBSERVED {key: row.properties.key}]->()
MERGE (category:Category {name: ''})
CALL (tag, category, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (tag)-[new:OBSERVED]->(category)
  SET new = row.properties, new.fit = datetime()
}
CALL (row, old) {
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.fit = datetime()
}
RETURN count(*) AS rows
