// Remember that a person chose this picture to be shown for its class; of several the one chosen last is.
//
// Params:
//   $image  STRING  id of the picture; the lock of the picture shown for it is held
// Returns: one row; none where there is no such picture
//   image  STRING
// Access: write
/*
:params {image: 'b2'}
*/
MATCH (image:Image {id: $image})
SET image.chosenAt = datetime.realtime()
RETURN image.id AS image
