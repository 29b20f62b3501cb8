// Which joins were cut off before all their pairs were recomputed?
//
// Params:
//   $limit  INTEGER  joins at most
// Returns: one row per join
//   anonymous  STRING
//   account    STRING
//   done       BOOLEAN  every pair was recomputed
// Access: read
// Plan: allows DirectedRelationshipTypeScan because there are few joins, and this is asked once a start
/*
:params {limit: 1000}
*/
MATCH (anonymous:Voter)-[is:IS]->(account:Voter)
WHERE is.doneAt IS NULL
RETURN anonymous.id AS anonymous, account.id AS account, false AS done
ORDER BY anonymous, account
LIMIT $limit
