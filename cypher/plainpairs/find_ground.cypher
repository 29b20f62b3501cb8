// What is known of these voters and tags now, and by which rules do pairs settle?
//
// Params:
//   $batch  MAP  voters: ids; tags: names
// Returns: one row
//   voices  LIST<LIST>  in no order: as in list_voices
//   tags    LIST<LIST>  in no order, without those that have a part in the vocabulary: the name; the first by name of its
//                       categories, '' where it has none; whether it circulates
//   rules   STRING      as TOML; null for the usual ones
// Access: read
// Plan: allows CartesianProduct because both sides are one row
/*
:params {batch: {voters: ['v1'], tags: ['sunset']}}
*/
CALL () {
  UNWIND $batch.voters AS id
  MATCH (voter:Voter {id: id})
  OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
  WITH id, coalesce(account, voter) AS speaker
  RETURN collect([id, speaker.id, speaker.role = 'anonymous', speaker.aside IS NOT NULL, speaker.cluster]) AS voices
}
CALL () {
  UNWIND $batch.tags AS name
  MATCH (tag:Tag {name: name})
  WHERE NOT EXISTS { (tag)-[:HEARS]-(:Tag) }
  OPTIONAL MATCH (tag)-[:OF]->(category:Category)
  WITH tag, coalesce(min(category.name), '') AS category
  RETURN collect([tag.name, category, coalesce(tag.state = 'circulating', false)]) AS tags
}
OPTIONAL MATCH (library:Library {name: 'taggy'})
RETURN voices AS voices, tags AS tags, library.settling AS rules
