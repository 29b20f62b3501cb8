// Keep what staff know of a picture and a tag, in the place of what was known there for the same purpose.
//
// The time is the server's, taken when the picture's lock is already held: the last to get it is the latest.
//
// Params:
//   $key       STRING   purpose|image|tag
//   $image     STRING   id of the picture
//   $tag       STRING   name of the tag
//   $purpose   STRING   test or audit
//   $response  BOOLEAN  what is true
//   $who       STRING   id of the voter
//   $reason    STRING   null where none was given
// Returns: one row, none where there is no such picture or tag
//   key  STRING
// Access: write
/*
:params {key: 'test|a1|sunset', image: 'a1', tag: 'sunset', purpose: 'test', response: true, who: 'f00d', reason: null}
*/
MATCH (image:Image {id: $image})
MATCH (tag:Tag {name: $tag})
MERGE (image)-[gold:DECIDED {key: $key}]->(tag)
SET
  gold.purpose = $purpose,
  gold.response = $response,
  gold.who = $who,
  gold.reason = $reason,
  gold.at = datetime.realtime()
RETURN gold.key AS key
