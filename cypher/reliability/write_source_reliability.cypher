// Keep how far each of these sources is believed in a category, and mark it: its pairs are to follow.
//
// The category '' stands for all of them together; no tag is in it.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  rows: source, category, and properties, key among them
// Returns: one row
//   rows  INTEGER  how many were kept
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {batch: {rows: [{source: 'danbooru', category: '', properties: {key: 'source|danbooru|'}}]}}
*/
UNWIND $batch.rows AS row
MATCH (source:Source {name: row.source})
OPTIONAL MATCH ()-[old:RELIABLE_IN {key: row.properties.key}]->()
MERGE (category:Category {name: row.category})
SET source.moved = toString(datetime.realtime()) + '|' + source.name
WITH row, source, old, category
CALL (source, category, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (source)-[new:RELIABLE_IN]->(category)
  SET new = row.properties, new.fit = datetime()
}
CALL (row, old) {
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.fit = datetime()
}
RETURN count(*) AS rows
