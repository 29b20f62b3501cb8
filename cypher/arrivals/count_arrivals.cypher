// How many pictures came that the live run has not looked at yet? At most 10,000 are counted.
//
// Those of the last minute are among them, also where it has: see graph/arrivals.py.
//
// Returns: one row; none where no run is live
//   pictures  INTEGER
// Access: read
/*
:params {}
*/
MATCH (run:ModelRun {state: 'live'})
WITH run
ORDER BY run.createdAt DESC, run.id
LIMIT 1
WITH coalesce(run.attended, run.createdAt, datetime({epochSeconds: 0})) AS attended
CALL (attended) {
  MATCH (image:Image)
  USING INDEX image:Image(createdAt)
  WHERE image.createdAt > attended
  WITH image
  LIMIT 10000
  RETURN count(image) AS pictures
}
RETURN pictures
