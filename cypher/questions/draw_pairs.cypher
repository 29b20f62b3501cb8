// A control sample: the open pairs whose keys follow a point drawn at random.
//
// A key begins with the picture's SHA-256, which is spread evenly, so every open pair is about as likely as any other,
// whatever its tag and however it was answered.
//
// Params:
//   $point   STRING        a random hexadecimal text
//   $voters  LIST<STRING>  the voter's ids
//   $nsfw    BOOLEAN       whether pictures marked NSFW may be asked
//   $limit   INTEGER       pairs looked at
// Returns: one row per open pair that this voter has answered on no copy and under no name of the tag, by key
//   image    STRING   id of the picture
//   tag      STRING
//   answers  INTEGER  informative answers so far
// Access: read
/*
:params {point: '7f', voters: ['v1'], nsfw: false, limit: 64}
*/
MATCH (image)-[c:CONSENSUS]->(tag)
WHERE c.key > $point
WITH image, c, tag
ORDER BY c.key
LIMIT $limit
WHERE
  CASE
    WHEN $nsfw THEN c.ask
    ELSE c.askSafe
  END IS NOT NULL AND
  NOT EXISTS {
    MATCH (image)<-[:DUPLICATE_OF]-{0,1}(member)
    UNWIND $voters AS voter
    UNWIND [tag.name] + [(tag)-[:HEARS {direct: true}]->(alias) | alias.name ] AS name
    MATCH ()-[:SORT {key: voter + '|' + member.id + '|' + name}]->()
  }
RETURN c.image AS image, c.tag AS tag, c.yes + c.no AS answers
ORDER BY c.key
