// Take the write locks of the pictures that are shown for these, in id order, and say which is shown for each now.
//
// Each gets a new stamp, which takes the lock: who read its evidence before, without a lock, learns by the stamp that it may
// be another now. What is shown for each is read again once the locks are held: a merge may have come between.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  images: ids of pictures, merged away or not
// Returns: one row
//   held   LIST<STRING>        ids of the pictures that are locked
//   shown  LIST<LIST<STRING>>  of each known picture: its id, and the id of the picture shown for it now
// Access: write
// Plan: allows CartesianProduct because one side of it is the one row of what is held
/*
:params {batch: {images: ['a1']}}
*/
UNWIND $batch.images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT coalesce(better, image) AS shown
ORDER BY shown.id
SET shown.stamp = rand()
WITH collect(shown.id) AS held
CALL () {
  UNWIND $batch.images AS id
  MATCH (image:Image {id: id})
  OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
  RETURN collect([image.id, coalesce(better.id, image.id)]) AS shown
}
RETURN held, shown
