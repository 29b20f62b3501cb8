// Which pairs of a tag may this voter be asked next, pictures marked NSFW left out: those with the fewest and most divided answers first?
//
// `askSafe` is absent on a pair that is settled, hidden or out of circulation, so none of these is read. A pair that the
// voter (under any id that is the voter) has answered, on any copy of the picture, is passed over.
//
// Params:
//   $tag         STRING        canonical tag
//   $after       STRING        ask priority to go on after; '' for the first page
//   $voters      LIST<STRING>  the voter's ids
//   $collection  STRING        only pictures in this collection; null for all
//   $limit       INTEGER       pairs looked at, answered ones among them
// Returns: one row per pair looked at, best first
//   image    STRING   id of the picture
//   tag      STRING
//   ask      STRING   where to go on after
//   answers  INTEGER  informative answers so far
//   free     BOOLEAN  this voter has not answered it, and a copy of it lies in the collection
// Access: read
/*
:params {tag: 'sunset', after: '', voters: ['v1'], collection: null, limit: 16}
*/
MATCH (image)-[c:CONSENSUS]->()
WHERE c.tag = $tag AND c.askSafe > $after
WITH image, c
ORDER BY c.tag, c.askSafe
LIMIT $limit
RETURN
  c.image AS image,
  c.tag AS tag,
  c.askSafe AS ask,
  c.yes + c.no AS answers,
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    UNWIND $voters AS voter
    MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + c.tag}]->()
  } AND
  ($collection IS NULL OR EXISTS { (image)<-[:DUPLICATE_OF]-{0,1}()-[:IN]->(:Collection {name: $collection}) }) AS free
ORDER BY ask
