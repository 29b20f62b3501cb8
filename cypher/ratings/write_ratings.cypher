// Keep how good these pictures are by a criterion.
//
// The criterion's lock makes two fits write one after the other.
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch      MAP     rows: image, and properties, key among them
//   $criterion  STRING  name of the criterion
// Returns: one row
//   rows  INTEGER  how many were kept
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {batch: {rows: [{image: 'a1', properties: {key: 'quality|a1', criterion: 'quality'}}]}, criterion: 'quality'}
*/
MATCH (criterion:Criterion {name: $criterion})
REMOVE criterion.lock_
WITH criterion
UNWIND $batch.rows AS row
MATCH (image:Image {id: row.image})
OPTIONAL MATCH ()-[old:RATED {key: row.properties.key}]->()
CALL (image, criterion, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (image)-[new:RATED]->(criterion)
  SET new = row.properties, new.fit = datetime()
}
CALL (row, old) {
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.fit = datetime()
}
RETURN count(*) AS rows
