// Keep what was found or judged of these pairs of pictures, in the place of what was known.
//
// Params:
//   $comparisons  LIST<MAP>  key, one and other (the lower id first), and properties; the shown pictures' locks are held
// Returns: one row
//   comparisons  INTEGER  how many were written
// Access: write
/*
:params {comparisons: [{key: 'a1|b2', one: 'a1', other: 'b2', properties: {key: 'a1|b2', verdict: 'duplicate'}}]}
*/
UNWIND $comparisons AS row
MATCH (one:Image {id: row['one']})
MATCH (other:Image {id: row['other']})
OPTIONAL MATCH ()-[old:COMPARED {key: row.key}]->()
CALL (one, other, row, old) {
  WITH *
  WHERE old IS NULL
  CREATE (one)-[compared:COMPARED]->(other)
  SET compared = row.properties, compared.at = datetime.realtime()
    UNION
  WITH *
  WHERE old IS NOT NULL
  SET old = row.properties, old.at = datetime.realtime()
}
RETURN count(*) AS comparisons
