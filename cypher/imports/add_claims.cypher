// Add claims that were never made before.
//
// Params:
//   $claims  LIST<MAP>  key, source, post, written, image, tag; the pictures' locks are held
// Returns: one row
//   claims  INTEGER  how many were added
// Access: write
/*
:params {claims: [{key: 'k', source: 'folder:pets', post: 'folder%3Apets:cat.png', written: 'Cat', image: 'a1', tag: 'cat'}]}
*/
UNWIND $claims AS claim
MATCH (image:Image {id: claim.image})
MATCH (tag:Tag {name: claim.tag})
CREATE (image)-[c:TAGGED]->(tag)
SET c = claim {.key, .source, .post, .written, at: datetime()}
RETURN count(*) AS claims
