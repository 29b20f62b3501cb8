// Which pictures did people settle Yes for a tag?
//
// Only those that are withheld in no copy.
//
// Params:
//   $tag    STRING   canonical name of the tag
//   $after  STRING   id of the last picture of the page before; '' for the first
//   $limit  INTEGER  pictures a page
// Returns: one row per picture, by id
//   image  STRING  id of the picture
//   mime   STRING
// Access: read
/*
:params {tag: 'sunset', after: '', limit: 500}
*/
MATCH (image:Image)-[c:CONSENSUS]->(:Tag)
USING INDEX SEEK c:CONSENSUS(tag, settled, image)
WHERE
  c.tag = $tag AND
  c.settled = 'yes' AND
  c.image > $after AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    WHERE size(member.withheld) > 0
  }
RETURN c.image AS image, image.mime AS mime
ORDER BY c.tag, c.settled, c.image
LIMIT $limit
