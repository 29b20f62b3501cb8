// Keep these posts as their source gives them now, and the picture that each shows.
//
// A link that is there stays; a picture that the post does not show any more keeps its link, closed by `until`.
//
// Params:
//   $source      STRING     name of the source
//   $collection  STRING     name of the collection that the pictures belong to
//   $posts       LIST<MAP>  key, url, author, title, links, tags, media, image; shows, from, in: keys of relationships
// Returns: one row
//   posts  INTEGER  how many were written
// Access: write
/*
:params {source: 'folder:pets', collection: 'pets', posts: [{
  key: 'folder%3Apets:cat.png', url: null, author: null, title: null, links: null, tags: ['Cat'], media: 'here',
  image: 'a1', shows: 'folder%3Apets:cat.png|a1', from: 'folder%3Apets:cat.png|folder:pets', in: 'a1|pets'
}]}
*/
MERGE (source:Source {name: $source})
MERGE (collection:Collection {name: $collection})
WITH source, collection
UNWIND $posts AS new
MATCH (image:Image {id: new.image})
MERGE (post:Post {key: new.key})
SET post += new {.url, .author, .title, .links, .tags, .media}
MERGE (post)-[:FROM {key: new.from}]->(source)
MERGE (image)-[:IN {key: new.in}]->(collection)
MERGE (post)-[shows:SHOWS {key: new.shows}]->(image)
REMOVE shows.until
WITH post, image
CALL (post, image) {
  MATCH (post)-[before:SHOWS]->(other:Image)
  WHERE other <> image AND before.until IS NULL
  SET before.until = datetime()
}
RETURN count(*) AS posts
