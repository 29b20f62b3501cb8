// Say that an anonymous voter is this account, unless it already is another one.
//
// The lock on the anonymous voter makes two browsers that join different accounts at once end in one.
//
// Params:
//   $anonymous  STRING  id of the anonymous voter
//   $account    STRING  id of the account
//   $key        STRING  key of the IS relationship
// Returns: one row; none where it is no anonymous voter, or another account's
//   anonymous  STRING
//   account    STRING
//   done       BOOLEAN  every pair was recomputed
// Access: write
// Plan: allows CartesianProduct because both voters are found by their ids: one row each
/*
:params {anonymous: 'f00d', account: 'beef', key: 'f00d|beef'}
*/
MATCH (anonymous:Voter {id: $anonymous})
MATCH (account:Voter {id: $account})
WHERE anonymous.role = 'anonymous' AND account.role <> 'anonymous'
REMOVE anonymous.lock_
WITH anonymous, account
WHERE
  NOT EXISTS {
    (anonymous)-[:IS]->(other:Voter)
    WHERE other.id <> $account
  }
MERGE (anonymous)-[is:IS {key: $key}]->(account)
  ON CREATE SET is.at = datetime()
RETURN anonymous.id AS anonymous, account.id AS account, is.doneAt IS NOT NULL AS done
