// Which posts of these sources were not seen there for longest? Not those that are gone.
//
// Params:
//   $sources  LIST<STRING>  names of sources
//   $limit    INTEGER       posts at most
// Returns: one row per post, the longest unseen first
//   source  STRING  name of its source
//   siteId  STRING  the site's id of it
// Access: read
/*
:params {sources: ['e621.net'], limit: 100}
*/
UNWIND $sources AS name
MATCH (source:Source {name: name})<-[:FROM]-(post:Post)
WHERE post.siteId IS NOT NULL AND post.media <> 'removed'
WITH source.name AS source, post.siteId AS siteId, min(post.seenAt) AS seenAt
RETURN source, siteId
ORDER BY seenAt, source, siteId
LIMIT $limit
