// Keep a voter's panic on a picture.
//
// One a voter and picture: the same again changes nothing. On a picture that staff cleared it is settled already.
//
// Params:
//   $key    STRING  key of the flag
//   $voter  STRING  id of the voter
//   $image  STRING  id of the picture
//   $state  STRING  open, or cleared
// Returns: one row; none where the voter or picture does not exist
//   added  BOOLEAN  false where this voter had flagged it before
//   named  INTEGER  different accounts that flagged it and whose flag was not cleared, this one among them
// Access: write
// Plan: allows CartesianProduct because both ends are found by their keys: one row each
/*
:params {key: 'f00d|a1', voter: 'f00d', image: 'a1', state: 'open'}
*/
MATCH (voter:Voter {id: $voter})
MATCH (image:Image {id: $image})
OPTIONAL MATCH ()-[old:FLAGGED {key: $key}]->()
CALL (voter, image, old) {
  WITH *
  WHERE old IS NULL
  CREATE (voter)-[:FLAGGED {key: $key, state: $state, at: datetime()}]->(image)
}
WITH image, old IS NULL AS added
RETURN
  added,
  COUNT {
    MATCH (speaker:Voter)-[flag:FLAGGED]->(image)
    WHERE flag.state <> 'cleared'
    OPTIONAL MATCH (speaker)-[:IS]->(account:Voter)
    WITH DISTINCT coalesce(account, speaker) AS person
    WHERE person.role <> 'anonymous'
    RETURN person
  } AS named
