// Which gold answers are there on each of these pairs: on each picture of its class and under each name of its tag?
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  pairs: image and tag of each, merged away or not, an alias or not
// Returns: one row per pair whose picture and tag exist
//   image   STRING     id of the picture that was asked for
//   tag     STRING     name of the tag that was asked for
//   shown   STRING     id of the picture that is shown for it
//   stands  STRING     name of the canonical tag
//   gold    LIST<MAP>  the latest first: key; image and tag that it was given to; answer (yes or no); purpose (test or audit)
// Access: read
/*
:params {batch: {pairs: [{image: 'a1', tag: 'sunset'}]}}
*/
UNWIND $batch.pairs AS pair
MATCH (given:Image {id: pair.image})
MATCH (written:Tag {name: pair.tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH pair, coalesce(better, given) AS shown, coalesce(canonical, written) AS stands
WITH pair, shown, stands, [shown] + [(copy)-[:DUPLICATE_OF]->(shown) | copy ] AS members
WITH pair, shown, stands, members, [stands] + [(stands)-[:HEARS {direct: true}]->(alias) | alias ] AS names
CALL (members, names) {
  UNWIND members AS member
  UNWIND names AS name
  MATCH (member)-[gold:DECIDED]->(name)
  WHERE gold.purpose IN ['test', 'audit']
  WITH member, name, gold
  ORDER BY gold.at DESC, gold.key DESC
  RETURN
    collect({
      key: gold.key,
      image: member.id,
      tag: name.name,
      purpose: gold.purpose,
      answer:
        CASE gold.response
          WHEN true THEN 'yes'
          ELSE 'no'
        END
    }) AS gold
}
RETURN pair.image AS image, pair.tag AS tag, shown.id AS shown, stands.name AS stands, gold
