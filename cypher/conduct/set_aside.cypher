// Set a voter aside, so that no answer of theirs counts, or bring the voter back; nothing is deleted.
//
// What changes is marked, until all pairs that the voter answered have followed.
//
// Params:
//   $voter   STRING   id of the voter
//   $aside   BOOLEAN  false to bring the voter back
//   $moving  STRING   names the change
// Returns: one row; none where there is no such voter, or it is so already
//   voter  STRING
// Access: write
/*
:params {voter: 'v1', aside: true, moving: 'm1'}
*/
MATCH (voter:Voter {id: $voter})
REMOVE voter.lock_
WITH voter
WHERE (voter.aside IS NOT NULL) <> $aside
SET voter.moving = $moving, voter.aside =
    CASE
      WHEN $aside THEN datetime()
    END
RETURN voter.id AS voter
