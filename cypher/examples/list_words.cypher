// What was said of some tags on some pictures: Yes or No, by people, else by sources?
//
// Of a tag that is another name, what was said of its canonical one. Sources claim, and so never say No. Pairs that people
// are even on, and those that only a model spoke of, are left out.
//
// Params:
//   $batch  MAP      images: ids; tags: names
//   $nsfw   BOOLEAN  whether pictures that are or may be NSFW are among them
// Returns: one row per pair that may be shown, by tag and picture
//   image  STRING  id of the picture
//   tag    STRING  as it was asked for
//   says   STRING  yes or no
//   by     STRING  people or sources
// Access: read
/*
:params {batch: {images: ['a1'], tags: ['sunset']}, nsfw: false}
*/
UNWIND $batch.tags AS name
MATCH (tag:Tag {name: name})
WITH name, coalesce(head([(canonical:Tag)-[:HEARS {direct: true}]->(tag) | canonical.name ]), name) AS canonical
UNWIND $batch.images AS id
MATCH (image)-[c:CONSENSUS {key: id + '|' + canonical}]->()
WHERE
  size(image.withheld) = 0 AND
  ($nsfw OR NOT image.nsfw IN ['suspected', 'confirmed']) AND
  (c.people <> 0.5 OR c.people IS NULL AND c.claims > 0)
RETURN
  id AS image,
  name AS tag,
  CASE
    WHEN c.people < 0.5 THEN 'no'
    ELSE 'yes'
  END AS says,
  CASE
    WHEN c.people IS NULL THEN 'sources'
    ELSE 'people'
  END AS by
ORDER BY tag, image
