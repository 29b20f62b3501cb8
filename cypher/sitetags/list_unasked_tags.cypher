// Which of these tags was a site not asked about lately? The most claimed first.
//
// Params:
//   $source  STRING        name of the site as a source
//   $names   LIST<STRING>  names of tags; those that are not there are left out
//   $days    INTEGER       how long an answer holds
//   $limit   INTEGER       rows
// Returns: one row per tag, the most claimed first
//   name  STRING  name of the tag
// Access: read
/*
:params {source: 'e621.net', names: ['cat', 'kitten'], days: 30, limit: 500}
*/
UNWIND $names AS name
MATCH (tag:Tag {name: name})
WHERE
  NOT EXISTS {
    MATCH (tag)<-[asked:ASKED]-(source:Source)
    WHERE source.name = $source AND asked.at > datetime() - duration({days: $days})
  }
RETURN name
ORDER BY COUNT { (tag)<-[:TAGGED]-() } DESC, name
LIMIT $limit
