// Note that every pair of a joined voter was recomputed.
//
// Params:
//   $key  STRING  key of the IS relationship
// Returns: one row; none where they were not joined
//   anonymous  STRING
//   account    STRING
//   done       BOOLEAN  every pair was recomputed
// Access: write
/*
:params {key: 'f00d|beef'}
*/
MATCH (anonymous:Voter)-[is:IS {key: $key}]->(account:Voter)
SET is.doneAt = datetime()
RETURN anonymous.id AS anonymous, account.id AS account, true AS done
