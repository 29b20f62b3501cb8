// Which tags have these words in their name or description?
//
// Every word must be there, whole or as a beginning, a namespace before it or not; the best match first. Signs that mean something to the index are
// taken for spaces, so no text is a syntax error. At most 16 words count, and the best 10 * $limit matches are looked at.
//
// Params:
//   $words   STRING   any text
//   $hidden  BOOLEAN  remarks and deprecated tags too, not only circulating ones
//   $limit   INTEGER  rows
// Returns: one row per tag, best match first
//   name         STRING   name of the tag
//   description  STRING   null for none
//   category     STRING   null for none
//   state        STRING   circulating, remark or deprecated
//   canonical    STRING   the tag that this one is an alias of; null for none
//   pairs        INTEGER  pairs with a consensus
// Access: read
/*
:params {words: 'red sun', hidden: false, limit: 20}
*/
WITH reduce(text = toLower($words), sign IN split('+-&|!(){}[]^"~*?\\/<>=', '') | replace(text, sign, ' ')) AS text
WITH [word IN split(text, ' ') WHERE word <> '' | replace(word, ':', '\\:')][..16] AS words
WITH reduce(query = '', word IN words | query + ' +(' + word + ' ' + word + '* *\\:' + word + '*)') AS query
WHERE query <> ''
CALL
  db.index.fulltext.queryNodes(
    'tag_words',
    query,
    {limit: 10 * $limit}
  )
  YIELD node AS tag, score
  WHERE $hidden OR tag.state = 'circulating'
WITH tag, score
ORDER BY score DESC, tag.name
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
ORDER BY score DESC, name
