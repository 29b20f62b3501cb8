// Which tags are known on each picture, who made it, and what did people answer?
//
// A tag is known where people and sources together rather say Yes. What nobody said is left out: it is unknown, not No.
// Only circulating tags count, under their canonical names, on pictures that are shown for themselves.
//
// Params:
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image   STRING        id of the picture
//   author  STRING        the first by name of those who posted it; null where nobody is known
//   tags    LIST<STRING>  known on it
//   yes     LIST<STRING>  that people rather say Yes to
//   no      LIST<STRING>  that people rather say No to
// Access: read
/*
:params {after: '', limit: 500}
*/
MATCH (image:Image)
USING INDEX SEEK image:Image(id)
WHERE image.id > $after
WITH image
ORDER BY image.id
LIMIT $limit
CALL (image) {
  MATCH (image)-[pair:CONSENSUS]->(tag:Tag)
  WHERE tag.state = 'circulating'
  RETURN
    collect(
      CASE
        WHEN pair.evidence > 0.5 THEN tag.name
      END) AS tags,
    collect(
      CASE
        WHEN pair.people > 0.5 THEN tag.name
      END) AS yes,
    collect(
      CASE
        WHEN pair.people < 0.5 THEN tag.name
      END) AS no
}
CALL (image) {
  OPTIONAL MATCH (image)<-[shows:SHOWS]-(post:Post)
  WHERE shows.until IS NULL
  RETURN min(post.author) AS author
}
RETURN image.id AS image, author, tags, yes, no
ORDER BY image
