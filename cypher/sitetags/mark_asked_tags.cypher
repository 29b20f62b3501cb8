// Keep that a site was asked about these tags now. Of a source that has no posts nothing is kept.
//
// Params:
//   $source  STRING     name of the site as a source
//   $tags    LIST<MAP>  name, and key of the link from the source; those that are not there are passed over
// Returns: one row
//   tags  INTEGER  how many were marked
// Access: write
/*
:params {source: 'e621.net', tags: [{name: 'cat', key: 'e621.net|cat'}]}
*/
MATCH (source:Source {name: $source})
UNWIND $tags AS row
MATCH (tag:Tag {name: row.name})
MERGE (source)-[asked:ASKED {key: row.key}]->(tag)
SET asked.at = datetime()
RETURN count(*) AS tags
