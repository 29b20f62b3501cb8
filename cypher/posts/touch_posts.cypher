// Remember that these posts were seen at their source, as they are kept, and that their pictures belong to the collection.
//
// Params:
//   $collection  STRING     name of the collection
//   $posts       LIST<MAP>  key of the post, and of the link from its picture to the collection: null where it shows none
// Returns: one row
//   posts  INTEGER  how many there are
// Access: write
/*
:params {collection: 'wolves', posts: [{key: 'e621.net:1', in: 'a1|wolves'}]}
*/
MERGE (collection:Collection {name: $collection})
WITH collection
UNWIND $posts AS seen
MATCH (post:Post {key: seen.key})
SET post.seenAt = datetime()
WITH collection, seen, post
CALL (collection, seen, post) {
  MATCH (post)-[shows:SHOWS]->(image:Image)
  WHERE seen.in IS NOT NULL AND shows.until IS NULL
  MERGE (image)-[:IN {key: seen.in}]->(collection)
}
RETURN count(*) AS posts
