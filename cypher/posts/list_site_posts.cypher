// What is kept of these posts of sites, in all of their media?
//
// Params:
//   $posts  LIST<MAP>  id: the site's id of a post; key: of its only medium; below: what the keys of its other media begin with
// Returns: one row per medium that was ever kept, by key
//   key         STRING
//   whole       STRING        the key that was asked for
//   siteId      STRING        the site's id of the whole post
//   image       STRING        id of the picture that it shows now; null for none
//   nsfw        STRING        whether that picture is NSFW; null for none
//   media       STRING        here, refused, unavailable, removed or later
//   reason      STRING        null where there is none
//   rule        STRING        hash of the rule that refused it; null for none
//   url         STRING        null where it has no address
//   author      STRING        null where unknown
//   title       STRING        null where unknown
//   tags        LIST<STRING>  as written
//   links       LIST<STRING>  where its author shows it
//   score       INTEGER       null where unknown
//   faves       INTEGER       null where unknown
//   rating      STRING        null where unknown
//   postedAt    DATETIME      null where unknown
//   mergedInto  STRING        key of the post that took its place; null for none
// Access: read
/*
:params {posts: [{id: '1', key: 'e621.net:1', below: 'e621.net:1/'}]}
*/
UNWIND $posts AS wanted
CALL (wanted) {
  MATCH (post:Post {key: wanted.key})
  RETURN post
    UNION
  MATCH (post:Post)
  WHERE post.key STARTS WITH wanted.below AND post.siteId = wanted.id
  RETURN post
}
OPTIONAL MATCH (post)-[shows:SHOWS]->(image:Image)
WHERE shows.until IS NULL
RETURN
  post.key AS key,
  wanted.key AS whole,
  post.siteId AS siteId,
  image.id AS image,
  image.nsfw AS nsfw,
  post.media AS media,
  post.reason AS reason,
  post.rule AS rule,
  post.url AS url,
  post.author AS author,
  post.title AS title,
  coalesce(post.tags, []) AS tags,
  coalesce(post.links, []) AS links,
  post.score AS score,
  post.faves AS faves,
  post.rating AS rating,
  post.postedAt AS postedAt,
  post.mergedInto AS mergedInto
ORDER BY key
