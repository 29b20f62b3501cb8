// Keep each of these answers as its voter's current one, and the answer that it replaces as an earlier one.
//
// The same answer again changes nothing, so a retry is safe. A changed answer keeps why the question was asked,
// unless it was asked again. What was asked again as a retest is kept anew once, even where the answer is the same.
// An implicit answer, which was not said but left to stand, never takes the place of the same one that was said.
// The time is the server's, taken when the picture's lock is already held: the last to get it is the latest.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  votes: key, voter, image, tag, answer, response, passReason, implicit (true or absent), asked, why, probability,
//                shown, tookMs
// Returns: one row, because many small rows take longer to send than to find
//   cast  LIST<MAP>  of each vote whose voter, picture and tag exist: key; outcome (new, same, changed or retested); at,
//                    when the current answer was given
// Access: write
/*
:params {batch: {votes: [{key: 'v1|a1|sunset', voter: 'v1', image: 'a1', tag: 'sunset', answer: 'yes', response: true}]}}
*/
UNWIND $batch.votes AS vote
MATCH (image:Image {id: vote.image})
MATCH (tag:Tag {name: vote.tag})
MATCH (:Voter {id: vote.voter})
OPTIONAL MATCH ()-[old:SORT {key: vote.key}]->()
WITH
  vote,
  image,
  tag,
  old,
  datetime.realtime() AS now,
  CASE
    WHEN old IS NULL THEN 'new'
    WHEN vote.why = 'retest' AND coalesce(old.why <> 'retest', true) THEN 'retested'
    WHEN old.implicit AND vote.implicit IS NULL THEN 'changed'
    WHEN old.answer = vote.answer AND coalesce(old.passReason, '') = coalesce(vote.passReason, '') THEN 'same'
    ELSE 'changed'
  END AS outcome
CALL (vote, image, tag, now, outcome) {
  WITH *
  WHERE outcome = 'new'
  CREATE (image)-[s:SORT]->(tag)
  SET
    s =
      vote {
        .key,
        .voter,
        .answer,
        .response,
        .passReason,
        .implicit,
        .asked,
        .why,
        .probability,
        .shown,
        .tookMs,
        at: now
      }
}
CALL (vote, image, tag, old, now, outcome) {
  WITH *
  WHERE outcome IN ['changed', 'retested']
  CREATE (image)-[before:SORTED_BEFORE]->(tag)
  SET before = properties(old), before.key = randomUUID(), before.until = now
  SET before.reason =
      CASE outcome
        WHEN 'retested' THEN 'retest'
        ELSE outcome
      END
  SET old += vote {.answer, .response, .passReason, .implicit, at: now}
  SET old +=
      CASE
        WHEN vote.asked THEN vote {.asked, .why, .probability, .shown, .tookMs}
        ELSE {}
      END
}
RETURN collect({key: vote.key, outcome: outcome, at:
      CASE outcome
        WHEN 'same' THEN old.at
        ELSE now
      END}) AS cast
