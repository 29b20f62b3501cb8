// Add a criterion, open, unless there is one of its name.
//
// Params:
//   $name      STRING
//   $question  STRING  what is asked of two pictures
// Returns: one row
//   name      STRING
//   question  STRING
//   state     STRING
// Access: write
/*
:params {name: 'quality', question: 'Which is better?'}
*/
MERGE (criterion:Criterion {name: $name})
  ON CREATE SET criterion.question = $question, criterion.state = 'open', criterion.createdAt = datetime()
RETURN criterion.name AS name, criterion.question AS question, criterion.state AS state
