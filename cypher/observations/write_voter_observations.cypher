// Keep what is observed of each of these voters.
//
// A voter who joined an account meanwhile is left out: the account speaks. The category '' stands for all tags together.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  rows: who, the voter's id, and properties, key among them
// Returns: one row
//   rows  INTEGER  how many were kept
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {batch: {rows: [{who: 'v1', properties: {key: 'voter|v1'}}]}}
*/
UNWIND $batch.rows AS row
MATCH (voter:Voter {id: row.who})
WHERE NOT EXISTS { (voter)-[:IS]->(:Voter) }
OPTIONAL MATCH ()-[old:OBSERVED {key: row.properties.key}]->()
MERGE (category:Category {name: ''})
CALL (voter, category, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (voter)-[new:OBSERVED]->(category)
  SET new = row.properties, new.fit = datetime()
}
CALL (row, old) {
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.fit = datetime()
}
RETURN count(*) AS rows
