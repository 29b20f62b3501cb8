// Suspect pictures of what their source marks as not for everybody. What people said of them stays.
//
// Params:
//   $images  LIST<STRING>  ids of pictures; the locks of those shown for them are held
// Returns: one row
//   images  LIST<STRING>  ids of those of which nobody had said anything
// Access: write
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
WHERE coalesce(image.nsfw, 'unknown') = 'unknown'
SET image.nsfw = 'suspected'
RETURN collect(image.id) AS images
