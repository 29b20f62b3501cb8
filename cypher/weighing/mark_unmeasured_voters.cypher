// Mark the next voters of whom no figures are known as moved: they are believed as the crowd is, and its figures moved.
//
// Who has not answered anything, and who joined an account, is left out.
//
// Params:
//   $after  STRING   id of the last voter of the page before; '' for the first
//   $limit  INTEGER  voters a page
// Returns: one row
//   last  STRING  id of the last voter of the page, marked or not; null where there are no more
// Access: write
// Plan: allows CartesianProduct because it joins the few ids of one voter with their answers, by index
/*
:params {after: '', limit: 250}
*/
CALL () {
  MATCH (voter:Voter)
  USING INDEX SEEK voter:Voter(id)
  WHERE voter.id > $after
  RETURN voter
  ORDER BY voter.id
  LIMIT $limit
}
WITH collect(voter) AS voters, max(voter.id) AS last
CALL (voters) {
  UNWIND voters AS voter
  WITH voter
  WHERE
    NOT EXISTS { (voter)-[:IS]->(:Voter) } AND
    NOT EXISTS {
      MATCH (voter)-[r:RELIABLE_IN]->()
      WHERE r.category = ''
    } AND
    EXISTS {
      MATCH (voter)<-[:IS]-{0,1}(id:Voter)
      MATCH ()-[vote:SORT]->()
      WHERE vote.voter = id.id
    }
  SET voter.moved = toString(datetime.realtime()) + '|' + voter.id
}
RETURN last AS last
