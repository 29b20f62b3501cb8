// Keep the fingerprints of pictures.
//
// Params:
//   $fingerprints  LIST<MAP>  image, pixels and prints, by image
// Returns: one row, how many pictures there were
//   images  INTEGER
// Access: write
/*
:params {fingerprints: [{image: 'a1', pixels: 'ff', prints: [1, -2]}]}
*/
UNWIND $fingerprints AS row
MATCH (image:Image {id: row.image})
SET image.pixels = row.pixels, image.prints = row.prints
RETURN count(*) AS images
