// What is known of each of these copies, to choose the better one?
//
// `nsfw` and `withheld` are those of the whole class; the counts are of what was said to this copy alone.
//
// Params:
//   $images  LIST<STRING>  ids of pictures
// Returns: one row per picture that exists, by id
//   id         STRING
//   mime       STRING
//   width      INTEGER       pixels
//   height     INTEGER       pixels
//   frames     INTEGER
//   nsfw       STRING        unknown, suspected, confirmed or cleared
//   withheld   LIST<STRING>  reasons; empty where it is not withheld
//   shown      STRING        id of the picture shown for it: its own, unless it was merged away
//   byteSize   INTEGER       bytes
//   createdAt  DATETIME      when it was first imported
//   chosenAt   DATETIME      when a person last chose it to be shown; null for never
//   sources    LIST<MAP>     name, url and author of at most 8 posts that show it, those that name an author first
//   tags       INTEGER       tags that people or sources gave it
//   votes      INTEGER       current answers on it
// Access: read
/*
:params {images: ['a1', 'b2']}
*/
UNWIND $images AS id
MATCH (image:Image {id: id})
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH image, coalesce(better, image) AS shown
WITH image, shown, [(copy)-[:DUPLICATE_OF]->(shown) | copy ] + [shown] AS members
WITH image, shown, [member IN members | member.nsfw] AS states, [member IN members | member.withheld] AS reasons
CALL (image) {
  MATCH (image)<-[shows:SHOWS]-(post:Post)-[:FROM]->(source:Source)
  WHERE shows.until IS NULL
  WITH source, post
  ORDER BY post.author IS NULL, post.url IS NULL, post.key
  LIMIT 8
  RETURN collect({name: source.name, url: post.url, author: post.author}) AS sources
}
RETURN
  image.id AS id,
  image.mime AS mime,
  image.width AS width,
  image.height AS height,
  image.frames AS frames,
  head([state IN ['confirmed', 'suspected'] WHERE state IN states] + [coalesce(image.nsfw, 'unknown')]) AS nsfw,
  reduce(found = [], some IN reasons | found + [reason IN coalesce(some, []) WHERE NOT reason IN found]) AS withheld,
  shown.id AS shown,
  image.byteSize AS byteSize,
  image.createdAt AS createdAt,
  image.chosenAt AS chosenAt,
  sources,
  COUNT {
    MATCH (image)-[:SORT|TAGGED]->(tag:Tag)
    RETURN DISTINCT tag
  } AS tags,
  COUNT { (image)-[:SORT]->() } AS votes
ORDER BY id
