// Who has this name?
//
// Anonymous voters have no name and are never found.
//
// Params:
//   $name  STRING  as given when the voter was added
// Returns: one row; none where nobody has it
//   id    STRING
//   name  STRING
//   role  STRING
// Access: read
/*
:params {name: 'Ada'}
*/
MATCH (voter:Voter {name: $name})
RETURN voter.id AS id, voter.name AS name, voter.role AS role
