// Add the pictures that are not there yet.
//
// A picture that is there keeps everything: the same bytes say the same, and its nsfw and withheld are people's.
//
// Params:
//   $pictures  LIST<MAP>  id, mime, width, height, frames, duration, byteSize; by id
// Returns: one row
//   added  INTEGER  how many were not there
// Access: write
/*
:params {pictures: [{id: 'a1', mime: 'image/png', width: 2, height: 2, frames: 1, duration: null, byteSize: 70}]}
*/
UNWIND $pictures AS new
OPTIONAL MATCH (known:Image {id: new.id})
WITH new, known
WHERE known IS NULL
MERGE (image:Image {id: new.id})
  ON CREATE SET
    image += new {.mime, .width, .height, .frames, .duration, .byteSize},
    image.nsfw = 'unknown',
    image.withheld = [],
    image.createdAt = datetime()
RETURN count(*) AS added
