// Mark these pictures, and all that are one with them, as learned from by a run of this seed.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  seed; images: ids of pictures, whose shown pictures' locks are held
// Returns: one row, how many were not marked before
//   pictures  INTEGER
// Access: write
/*
:params {batch: {seed: 1, images: ['a1']}}
*/
UNWIND $batch.images AS id
MATCH (given:Image {id: id})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT coalesce(better, given) AS shown
MATCH (shown)<-[:DUPLICATE_OF]-{0,1}(image:Image)
WHERE NOT $batch.seed IN coalesce(image.learned, [])
SET image.learned = coalesce(image.learned, []) + $batch.seed
RETURN count(*) AS pictures
