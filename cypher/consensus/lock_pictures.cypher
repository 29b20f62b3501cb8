// Take the write lock of the pictures that are shown for these, in id order.
//
// Removing a property takes the lock even where the property is absent; its name exists in the store since the
// schema was made (a name that the store has never seen would take no lock, silently).
//
// Params:
//   $images  LIST<STRING>  ids of pictures, merged away or not
// Returns: one row per shown picture, by id
//   shown  STRING  id of the picture that is shown
// Access: write
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT coalesce(better, image) AS shown
ORDER BY shown.id
REMOVE shown.lock_
RETURN shown.id AS shown
ORDER BY shown
