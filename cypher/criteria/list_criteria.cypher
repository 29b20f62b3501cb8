// By which criteria are pictures compared?
//
// Returns: one row per criterion, by name
//   name      STRING
//   question  STRING  what is asked of two pictures
//   state     STRING  open or closed
// Access: read
/*
:params {}
*/
MATCH (criterion:Criterion)
RETURN criterion.name AS name, criterion.question AS question, criterion.state AS state
ORDER BY name
