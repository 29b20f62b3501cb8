// How many current answers on two pictures are there by a criterion?
//
// Params:
//   $criterion  STRING  name of the criterion
// Returns: one row
//   answers  INTEGER  passes among them
// Access: read
/*
:params {criterion: 'quality'}
*/
MATCH ()-[given:PREFERRED_TO]->()
WHERE given.criterion = $criterion
RETURN count(given) AS answers
