// For which tag does each of these stand, and in which category?
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  tags: names
// Returns: one row, because many small rows take longer to send than to find
//   tags  LIST<LIST>  of each tag that exists: its name; the canonical name; the first by name of the canonical tag's
//                     categories, '' where it has none; whether the canonical tag circulates
// Access: read
/*
:params {batch: {tags: ['sunset']}}
*/
UNWIND $batch.tags AS name
MATCH (written:Tag {name: name})
OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(written)
WITH name, coalesce(canonical, written) AS tag
OPTIONAL MATCH (tag)-[:OF]->(category:Category)
WITH name, tag, coalesce(min(category.name), '') AS category
ORDER BY name
RETURN collect([name, tag.name, category, coalesce(tag.state = 'circulating', false)]) AS tags
