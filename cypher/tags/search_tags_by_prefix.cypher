// Which tags begin with these letters?
//
// By name, so that the tag of exactly that name comes first. Aliases are among them and name their canonical tag. The
// prefix is two bounds, up to the last of all characters: STARTS WITH would read all pages before this one again.
//
// Params:
//   $prefix  STRING   in the form that names are kept in; '' for all tags
//   $hidden  BOOLEAN  remarks and deprecated tags too, not only circulating ones
//   $after   STRING   name of the last row of the page before; '' for the first page
//   $limit   INTEGER  rows a page
// Returns: one row per tag, by name
//   name         STRING   name of the tag
//   description  STRING   null for none
//   category     STRING   null for none
//   state        STRING   circulating, remark or deprecated
//   canonical    STRING   the tag that this one is an alias of; null for none
//   pairs        INTEGER  pairs with a consensus
// Access: read
/*
:params {prefix: 'sun', hidden: false, after: '', limit: 20}
*/
MATCH (tag:Tag)
USING INDEX SEEK tag:Tag(name)
WHERE
  tag.name >= $prefix AND
  tag.name <= $prefix + '\uDBFF\uDFFF' AND
  tag.name > $after AND
  ($hidden OR tag.state = 'circulating')
WITH tag
ORDER BY tag.name
LIMIT $limit
CALL (tag) {
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  RETURN min(category.name) AS category
}
CALL (tag) {
  OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(tag)
  RETURN min(canonical.name) AS canonical
}
RETURN
  tag.name AS name,
  tag.description AS description,
  category,
  tag.state AS state,
  canonical,
  COUNT { (tag)<-[:CONSENSUS]-() } AS pairs
ORDER BY name
