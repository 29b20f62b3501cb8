// Say what is asked by a criterion, and whether it is asked now.
//
// Params:
//   $name      STRING
//   $question  STRING  what is asked of two pictures
//   $state     STRING  open or closed
// Returns: one row; none where there is no such criterion
//   name      STRING
//   question  STRING
//   state     STRING
// Access: write
/*
:params {name: 'quality', question: 'Which is better?', state: 'open'}
*/
MATCH (criterion:Criterion {name: $name})
SET criterion.question = $question, criterion.state = $state
RETURN criterion.name AS name, criterion.question AS question, criterion.state AS state
