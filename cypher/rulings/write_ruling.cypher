// Keep a reviewer's ruling on a picture and a tag, in the place of an earlier one there.
//
// The time is the server's, taken when the picture's lock is already held: the last to get it is the latest.
//
// Params:
//   $key       STRING   ruling|image|tag
//   $image     STRING   id of the picture
//   $tag       STRING   name of the tag
//   $response  BOOLEAN  what was ruled
//   $who       STRING   id of the voter
//   $reason    STRING   null where none was given
// Returns: one row, none where there is no such picture or tag
//   key  STRING
// Access: write
/*
:params {key: 'ruling|a1|sunset', image: 'a1', tag: 'sunset', response: true, who: 'f00d', reason: null}
*/
MATCH (image:Image {id: $image})
MATCH (tag:Tag {name: $tag})
MERGE (image)-[ruling:DECIDED {key: $key}]->(tag)
SET
  ruling.purpose = 'ruling',
  ruling.response = $response,
  ruling.who = $who,
  ruling.reason = $reason,
  ruling.at = datetime.realtime()
RETURN ruling.key AS key
