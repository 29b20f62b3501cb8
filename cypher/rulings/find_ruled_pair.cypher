// What was ruled on a pair: by reviewers, on each picture of its class and under each name of its tag?
//
// The latest ruling counts. What was ruled of other tags, and follows for this one, is not among them.
//
// Params:
//   $image  STRING  id of a picture, merged away or not
//   $tag    STRING  name of a tag, an alias or not
// Returns: one row, none where there is no such picture or tag
//   image    STRING     id of the shown picture
//   tag      STRING     name of the canonical tag
//   rulings  LIST<MAP>  the latest first: key; image and tag that it was given to; answer (yes or no)
// Access: read
/*
:params {image: 'a1', tag: 'sunset'}
*/
MATCH (given:Image {id: $image})
MATCH (written:Tag {name: $tag})
OPTIONAL MATCH (given)-[:DUPLICATE_OF]->(better:Image)
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH coalesce(better, given) AS shown, coalesce(canonical, written) AS tag
WITH shown, tag, [shown] + [(copy)-[:DUPLICATE_OF]->(shown) | copy ] AS members
WITH shown, tag, members, [tag] + [(tag)-[:HEARS {direct: true}]->(alias) | alias ] AS names
CALL (members, names) {
  UNWIND members AS member
  UNWIND names AS name
  MATCH (member)-[ruling:DECIDED {purpose: 'ruling'}]->(name)
  WITH member, name, ruling
  ORDER BY ruling.at DESC, ruling.key DESC
  RETURN
    collect({
      key: ruling.key,
      image: member.id,
      tag: name.name,
      answer:
        CASE ruling.response
          WHEN true THEN 'yes'
          ELSE 'no'
        END
    }) AS rulings
}
RETURN shown.id AS image, tag.name AS tag, rulings
