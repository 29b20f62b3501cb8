// Which pictures came since this moment, in the order of their coming?
//
// Only pictures that are shown and withheld in no copy. The index on createdAt is read from the moment on: where nothing
// new came, nothing is looked at, however large the library is.
//
// Two times of the same instant are equal only in the same zone, and the driver writes another one than the server. The
// moment may also be a text, as `taggy query` takes it.
//
// Params:
//   $since  ZONED DATETIME  the moment
//   $after  STRING          id of the last picture that was listed of that very moment; '' for the first page
//   $limit  INTEGER         pictures a page
// Returns: one row per picture, by when it came and by id
//   image  STRING          id of the picture
//   came   ZONED DATETIME  when it was imported
// Access: read
/*
:params {since: datetime('2020-01-01T00:00:00Z'), after: '', limit: 500}
*/
WITH datetime({datetime: datetime(toString($since)), timezone: 'Z'}) AS since
MATCH (image:Image)
USING INDEX image:Image(createdAt)
WHERE
  image.createdAt >= since AND
  (image.createdAt > since OR image.id > $after) AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0
  } AND
  NOT EXISTS {
  (image)-[:DUPLICATE_OF]->(:Image)
  }
RETURN image.id AS image, image.createdAt AS came
ORDER BY came, image
LIMIT $limit
