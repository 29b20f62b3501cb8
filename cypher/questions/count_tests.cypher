// How many gold answers are there that voters are tested on?
//
// They are counted in the index of their keys.
//
// Params:
//   $first  STRING  what sorts before all their keys
//   $last   STRING  what sorts after them
// Returns: one row
//   tests  INTEGER
// Access: read
/*
:params {first: 'test|', last: 'test}'}
*/
MATCH ()-[gold:DECIDED]->()
USING INDEX SEEK gold:DECIDED(key)
WHERE gold.key > $first AND gold.key < $last
RETURN count(gold) AS tests
