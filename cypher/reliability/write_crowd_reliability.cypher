// Keep how far a voter is believed of whom nothing is known: as the crowd is.
//
// Params:
//   $properties  MAP  all properties, key among them
// Returns: one row
//   rows  INTEGER  1
// Access: write
/*
:params {properties: {key: 'crowd||', kind: 'crowd', category: '', order: '02500|', sensitivity: 0.8, specificity: 0.7}}
*/
MERGE (category:Category {name: ''})
MERGE (category)-[crowd:RELIABLE_IN {key: $properties.key}]->(category)
SET crowd = $properties, crowd.fit = datetime()
RETURN count(*) AS rows
