// Which of these pictures is nothing linked to yet, and which of these tags circulate outside the vocabulary?
//
// On a pair of two such, a first claim is all the evidence there is.
//
// Params:
//   $batch  MAP  source: the name of who claims; images: ids, whose locks are held; tags: names
// Returns: one row
//   images  LIST<STRING>  ids of the pictures
//   claims  LIST<LIST>    of each of the tags: its name, and the claim: source, and precision, the share of its claims that
//                         are right in the tag's category, else in all, else null
// Access: read
// Plan: allows CartesianProduct because each side of it is one row
/*
:params {batch: {source: 'danbooru', images: ['a1'], tags: ['sunset']}}
*/
CALL () {
  UNWIND $batch.images AS id
  MATCH (image:Image {id: id})
  WHERE COUNT { (image)--() } = 0 AND image.nsfw = 'unknown' AND size(image.withheld) = 0
  RETURN collect(id) AS images
}
CALL () {
  OPTIONAL MATCH (:Source {name: $batch.source})-[reliable:RELIABLE_IN]->()
  RETURN collect(reliable) AS reliable
}
CALL (reliable) {
  UNWIND $batch.tags AS name
  MATCH (tag:Tag {name: name})
  WHERE tag.state = 'circulating' AND COUNT { (tag)-[:HEARS]-() } = 0
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  WITH name, reliable, coalesce(min(category.name), '') AS category
  WITH
    name,
    [r IN reliable WHERE r.category = category | r.precision] + [r IN reliable WHERE r.category = '' | r.precision] AS found
  RETURN collect([name, {source: $batch.source, precision: head(found)}]) AS claims
}
RETURN images, claims
