// Is a picture itself NSFW, whatever its copies are?
//
// Params:
//   $image  STRING  id of the picture
// Returns: one row; none where there is no such picture
//   nsfw  STRING  unknown, suspected, confirmed or cleared
// Access: read
/*
:params {image: 'a1'}
*/
MATCH (image:Image {id: $image})
RETURN coalesce(image.nsfw, 'unknown') AS nsfw
