// Add a voter, unless another one has that name.
//
// Anonymous voters have no name; the same id again changes nothing, so a retry is safe.
//
// Params:
//   $id    STRING  random id of the voter
//   $name  STRING  null for an anonymous voter
//   $role  STRING  anonymous, voter, analyst or staff
// Returns: one row; none where the name is taken
//   id    STRING
//   name  STRING  null for an anonymous voter
//   role  STRING
// Access: write
/*
:params {id: 'f00d', name: 'Ada', role: 'staff'}
*/
OPTIONAL MATCH (taken:Voter {name: $name})
WITH taken
WHERE taken IS NULL OR taken.id = $id
MERGE (voter:Voter {id: $id})
  ON CREATE SET voter.name = $name, voter.role = $role, voter.joinedAt = datetime()
RETURN voter.id AS id, voter.name AS name, voter.role AS role
