// Take the write locks of the pictures that are shown for these, in id order, and say which is shown for each now.
//
// Removing a property takes the lock even where the property is absent; its name exists in the store since the
// schema was made (a name that the store has never seen would take no lock, silently). What is shown for each is read
// again once the locks are held: a merge may have come between.
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
REMOVE shown.lock_
WITH collect(shown.id) AS held
CALL () {
  UNWIND $batch.images AS id
  MATCH (image:Image {id: id})
  OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
  RETURN collect([image.id, coalesce(better.id, image.id)]) AS shown
}
RETURN held, shown
