// Who is the voter of this id or name: the account, where it is an anonymous one that joined?
//
// Params:
//   $who  STRING  id or name
// Returns: one row; none where there is nobody
//   voter    STRING        id
//   name     STRING        null for an anonymous one
//   role     STRING        anonymous, voter, analyst or staff
//   ids      LIST<STRING>  all under which this voter answered, by name
//   aside    DATETIME      when staff set the voter aside; null for a voter who counts
//   cluster  STRING        id of the first voter of those who answer as one; null for none
// Access: read
/*
:params {who: 'ann'}
*/
CALL () {
  MATCH (voter:Voter {id: $who})
  RETURN voter
    UNION
  MATCH (voter:Voter {name: $who})
  RETURN voter
}
OPTIONAL MATCH (voter)-[:IS]->(account:Voter)
WITH coalesce(account, voter) AS speaker
ORDER BY speaker.id = $who DESC
LIMIT 1
RETURN
  speaker.id AS voter,
  speaker.name AS name,
  speaker.role AS role,
  COLLECT {
    MATCH (one:Voter)-[:IS]->{0,1}(speaker)
    RETURN one.id
    ORDER
    BY
    one.id
  } AS ids,
  speaker.aside AS aside,
  speaker.cluster AS cluster
