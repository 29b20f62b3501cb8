// Which pictures follow these points, which were drawn at random?
//
// The id of a picture is a SHA-256, which is spread evenly, so any picture is about as likely as another. Merged and
// withheld ones are among them: who draws looks at what may be shown.
//
// Params:
//   $batch  MAP      points: hexadecimal texts
//   $limit  INTEGER  pictures a point
// Returns: one row
//   images  LIST<STRING>  ids, each once
// Access: read
/*
:params {batch: {points: ['7f', 'a0']}, limit: 2}
*/
UNWIND $batch.points AS point
CALL (point) {
  MATCH (image:Image)
  USING INDEX SEEK image:Image(id)
  WHERE image.id > point
  RETURN image.id AS drawn
  ORDER BY drawn
  LIMIT $limit
}
RETURN collect(DISTINCT drawn) AS images
