// How many pictures has no scan for duplicates looked at yet?
//
// Returns: one row
//   unprinted  INTEGER  pictures without a fingerprint
//   unplaced   INTEGER  pictures without a family, with a fingerprint or not
// Access: read
/*
:params {}
*/
MATCH (image:Image)
WHERE image.leader IS NULL
RETURN count(*) - count(image.pixels) AS unprinted, count(*) AS unplaced
