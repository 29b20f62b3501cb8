// Take the locks of those of these pictures that nobody locked since they were read, in id order.
//
// Removing a property takes the lock even where it is absent, and only then is the stamp compared. Who locked a picture
// gave it a new stamp, as this does.
//
// Params:
//   $batch  MAP  pictures: of each its id and the stamp that it had, 0 for none
// Returns: one row
//   held  LIST<STRING>  ids of those that are as they were; of the others nothing may be said
// Access: write
/*
:params {batch: {pictures: [['a1', 0.5]]}}
*/
UNWIND $batch.pictures AS picture
MATCH (image:Image {id: picture[0]})
WITH image, picture[1] AS stamp
ORDER BY image.id
REMOVE image.lock_
WITH image, stamp
WHERE coalesce(image.stamp, 0.0) = stamp
SET image.stamp = rand()
RETURN collect(image.id) AS held
