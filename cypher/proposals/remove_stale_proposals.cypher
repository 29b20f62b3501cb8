// Take back what a run proposed on these pictures and does not propose now.
//
// Params:
//   $run     STRING        id of the run
//   $images  LIST<STRING>  ids of shown pictures; their locks are held
//   $keep    LIST<STRING>  keys of the proposals that stay
// Returns: one row, how many were taken back
//   pairs  INTEGER
// Access: write
/*
:params {run: 'r1', images: ['a1'], keep: ['r1|a1|sunset']}
*/
UNWIND $images AS id
MATCH (:Image {id: id})-[proposal:PROPOSED {run: $run}]->(:Tag)
WHERE NOT proposal.key IN $keep
DELETE proposal
RETURN count(*) AS pairs
