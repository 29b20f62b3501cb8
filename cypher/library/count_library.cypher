// How many pictures, pairs and voters are there? Read from the server's own counts, however many there are.
//
// Returns: one row
//   pictures  INTEGER
//   pairs     INTEGER  pairs with a consensus
//   voters    INTEGER  anonymous ones among them
// Access: read
/*
:params {}
*/
RETURN
  COUNT {
    MATCH (:Image)
  } AS pictures,
  COUNT {
    MATCH ()-[:CONSENSUS]->()
  } AS pairs,
  COUNT {
    MATCH (:Voter)
  } AS voters
