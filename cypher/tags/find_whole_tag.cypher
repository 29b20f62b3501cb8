// What is known of a tag, and how does it hang together with others?
//
// Only accepted links count. Aliases are those of aliases too; what it implies and what implies it are one step away.
// Each list has the first 200 names; it is as cheap as the tag has links, however many pictures there are.
//
// Params:
//   $name  STRING  name of the tag
// Returns: one row, or none where there is no such tag
//   name         STRING        name of the tag
//   description  STRING        null for none
//   category     STRING        null for none
//   state        STRING        circulating, remark or deprecated
//   why          STRING        why it is in that state; null where nobody said
//   canonical    STRING        the tag that this one is an alias of; null for none
//   pairs        INTEGER       pairs with a consensus
//   aliases      LIST<STRING>  tags that are aliases of this one
//   implies      LIST<STRING>  tags that a Yes on this one is a Yes to
//   impliedBy    LIST<STRING>  tags a Yes on which is a Yes on this one
//   excludes     LIST<STRING>  tags that match no picture that this one matches
// Access: read
/*
:params {name: 'sunset'}
*/
MATCH (tag:Tag {name: $name})
CALL (tag) {
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  RETURN min(category.name) AS category
}
CALL (tag) {
  OPTIONAL MATCH (tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(canonical:Tag)
  WHERE NOT (canonical)-[:ALIAS_OF {state: 'accepted'}]->()
  RETURN min(canonical.name) AS canonical
}
RETURN
  tag.name AS name,
  tag.description AS description,
  category,
  tag.state AS state,
  tag.why AS why,
  canonical,
  COUNT { (tag)<-[:CONSENSUS]-() } AS pairs,
  COLLECT {
    MATCH (alias:Tag)-[:ALIAS_OF {state: 'accepted'}]->{1,8}(tag)
    RETURN DISTINCT alias.name AS other
    ORDER
    BY
    other
    LIMIT
    200
  } AS aliases,
  COLLECT {
    MATCH (tag)-[:IMPLIES {state: 'accepted'}]->(wider:Tag)
    RETURN wider.name AS other
    ORDER
    BY
    other
    LIMIT
    200
  } AS implies,
  COLLECT {
    MATCH (narrower:Tag)-[:IMPLIES {state: 'accepted'}]->(tag)
    RETURN narrower.name AS other
    ORDER
    BY
    other
    LIMIT
    200
  } AS impliedBy,
  COLLECT {
    MATCH (tag)-[:EXCLUDES {state: 'accepted'}]-(excluded:Tag)
    RETURN excluded.name AS other
    ORDER
    BY
    other
    LIMIT
    200
  } AS excludes
