// Say whether a picture is NSFW.
//
// The lock of the shown picture is held, and its pairs are recomputed after.
//
// Params:
//   $image  STRING  id of the picture
//   $nsfw   STRING  suspected, confirmed or cleared
// Returns: one row; none where there is no such picture
//   nsfw  STRING
// Access: write
/*
:params {image: 'a1', nsfw: 'confirmed'}
*/
MATCH (image:Image {id: $image})
SET image.nsfw = $nsfw
RETURN image.nsfw AS nsfw
