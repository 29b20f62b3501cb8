// Withhold the pictures that a filter refuses and nobody restored, and no others.
//
// The locks of the shown pictures are held, and the pairs of what is returned are recomputed after.
//
// Params:
//   $images  LIST<STRING>  ids of pictures
// Returns: one row per picture that this changed
//   image  STRING  id of the picture
// Access: write
/*
:params {images: ['a1']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
WITH
  image,
  'filtered' IN image.withheld AS before,
  EXISTS {
    MATCH (image)-[judged:JUDGED]->(:Filter)
    WHERE judged.board IS NOT NULL
  } AS after
WHERE before <> after
SET
  image.withheld = [reason IN image.withheld WHERE reason <> 'filtered'] +
    CASE
      WHEN after THEN ['filtered']
      ELSE []
    END
RETURN image.id AS image
