// Keep these posts of a site as it gives them now, and the picture that each shows.
//
// One that shows a picture is passed over where its file did not come: another import, which brought it, was faster. One
// that is there no more keeps the link to what it showed, so who made it stays known.
//
// Params:
//   $source      STRING     name of the source
//   $collection  STRING     name of the collection that the pictures belong to
//   $posts       LIST<MAP>  key, properties, from, and where it shows a picture image, shows, in (from, shows, in: keys of links)
// Returns: one row
//   posts  LIST<STRING>  keys of those that were written
// Access: write
/*
:params {source: 'e621.net', collection: 'wolves', posts: [{
  key: 'e621.net:1', properties: {media: 'here', siteId: '1', score: 3}, from: 'e621.net:1|e621.net', image: 'a1',
  shows: 'e621.net:1|a1', in: 'a1|wolves'
}]}
*/
MERGE (source:Source {name: $source})
MERGE (collection:Collection {name: $collection})
WITH source, collection
UNWIND $posts AS new
MERGE (post:Post {key: new.key})
MERGE (post)-[:FROM {key: new.from}]->(source)
SET post.seenAt = datetime()
WITH collection, new, post
WHERE new.properties.media IN ['here', 'removed'] OR NOT EXISTS { (post)-[:SHOWS]->(:Image) }
SET post += new.properties
WITH collection, new, post
CALL (collection, new, post) {
  MATCH (image:Image {id: new.image})
  MERGE (image)-[:IN {key: new.in}]->(collection)
  MERGE (post)-[shows:SHOWS {key: new.shows}]->(image)
  REMOVE shows.until
  WITH post, image
  MATCH (post)-[before:SHOWS]->(other:Image)
  WHERE other <> image AND before.until IS NULL
  SET before.until = datetime()
}
RETURN collect(new.key) AS posts
