// Keep how far each of these voters is believed in a category, and mark it: its pairs are to follow.
//
// A voter who joined an account meanwhile is left out: the account speaks.
// The category '' stands for all of them together; no tag is in it.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  rows: voter, category, and properties, key among them
// Returns: one row
//   rows  INTEGER  how many were kept
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {batch: {rows: [{voter: 'v1', category: '', properties: {key: 'voter|v1|'}}]}}
*/
UNWIND $batch.rows AS row
MATCH (voter:Voter {id: row.voter})
WHERE NOT EXISTS { (voter)-[:IS]->(:Voter) }
OPTIONAL MATCH ()-[old:RELIABLE_IN {key: row.properties.key}]->()
MERGE (category:Category {name: row.category})
SET voter.moved = toString(datetime.realtime()) + '|' + voter.id
WITH row, voter, old, category
CALL (voter, category, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (voter)-[new:RELIABLE_IN]->(category)
  SET new = row.properties, new.fit = datetime()
}
CALL (row, old) {
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.fit = datetime()
}
RETURN count(*) AS rows
