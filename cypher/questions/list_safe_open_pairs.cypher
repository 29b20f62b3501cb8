// Which pairs of a tag should this voter be asked next, pictures marked NSFW left out, those first of which an answer tells most?
//
// `askSafe` is absent on a pair that is settled, hidden or out of circulation, so none of these is read. A pair that the
// voter (under any id that is the voter) has answered, on any copy of the picture and under any name of the tag, is
// passed over. How far the voter is believed is what the last fit says of the tag's category, else of all together.
//
// Params:
//   $tag         STRING        canonical tag
//   $after       STRING        ask priority to go on after; '' for the first page
//   $voters      LIST<STRING>  the voter's ids, the present one first
//   $collection  STRING        only pictures in this collection; null for all
//   $limit       INTEGER       pairs looked at, answered ones among them
// Returns: one row, because many small rows take longer to send than to find
//   pairs        LIST<MAP>  best first: image; tag; ask (where to go on after); posterior; answers (informative ones so far);
//                           free (this voter has not answered it, and a copy of it lies in the collection)
//   sensitivity  FLOAT      how often this voter says Yes where it is so; null where no fit says so
//   specificity  FLOAT      how often this voter says No where it is not so; null where no fit says so
// Access: read
/*
:params {tag: 'sunset', after: '', voters: ['v1'], collection: null, limit: 16}
*/
OPTIONAL MATCH (tag:Tag {name: $tag})
WITH
  [$tag] + [(tag)-[:HEARS {direct: true}]->(alias) | alias.name ] AS names,
  [(tag)-[:OF]->(c) | c.name ] AS categories
OPTIONAL MATCH (:Voter {id: $voters[0]})-[trust:RELIABLE_IN]->()
WHERE trust.category = '' OR trust.category IN categories
WITH names, trust
ORDER BY trust.category DESC
WITH names, head(collect(trust {.sensitivity, .specificity})) AS trust
CALL (names) {
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, askSafe)
  WHERE c.tag = $tag AND c.askSafe > $after
  WITH names, image, c
  ORDER BY c.tag, c.askSafe
  LIMIT $limit
  RETURN
    collect({
      image: c.image,
      tag: c.tag,
      ask: c.askSafe,
      posterior: c.posterior,
      answers: c.yes + c.no,
      free:
        NOT EXISTS {
          MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
          UNWIND $voters AS voter
          UNWIND names AS name
          MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + name}]->()
        } AND
        ($collection IS NULL OR EXISTS { (image)<-[:DUPLICATE_OF]-{0,1}()-[:IN]->(:Collection {name: $collection}) })
    }) AS pairs
}
RETURN pairs, trust.sensitivity AS sensitivity, trust.specificity AS specificity
