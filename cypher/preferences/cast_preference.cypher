// Keep this answer on two pictures as the voter's current one, and the answer that it replaces as an earlier one.
//
// The same answer again changes nothing, so a retry is safe. The voter's lock makes answers of one voter come one after
// the other; no picture is locked, for an answer on two pictures changes nothing that is believed of a tag.
//
// Params:
//   $given  MAP  key, voter, criterion, lower and higher (ids of the pictures), answer, strength (null for a tie or a pass),
//                left (id), why, held, tookMs
// Returns: one row; none where the voter, the criterion or a picture does not exist
//   outcome  STRING    new, same or changed
//   at       DATETIME  when the current answer was given
// Access: write
// Plan: allows CartesianProduct because each is found by its key: one row
/*
:params {given: {key: 'v1|quality|a1|b2', voter: 'v1', criterion: 'quality', lower: 'a1', higher: 'b2', answer: 'lower',
  strength: 1, left: 'b2', why: 'random', held: false, tookMs: 900}}
*/
MATCH (voter:Voter {id: $given.voter})
REMOVE voter.lock_
WITH $given AS given
MATCH (:Criterion {name: given.criterion})
MATCH (lower:Image {id: given['lower']})
MATCH (higher:Image {id: given['higher']})
OPTIONAL MATCH ()-[old:PREFERRED_TO {key: given.key}]->()
WITH
  given,
  lower,
  higher,
  old,
  datetime.realtime() AS now,
  CASE
    WHEN old IS NULL THEN 'new'
    WHEN old.answer = given.answer AND coalesce(old.strength, 0) = coalesce(given.strength, 0) THEN 'same'
    ELSE 'changed'
  END AS outcome
CALL (given, lower, higher, now, outcome) {
  WITH *
  WHERE outcome = 'new'
  CREATE (lower)-[new:PREFERRED_TO]->(higher)
  SET new = given {.key, .voter, .criterion, .answer, .strength, .left, .why, .held, .tookMs, at: now}
}
CALL (given, lower, higher, old, now, outcome) {
  WITH *
  WHERE outcome = 'changed'
  CREATE (lower)-[before:PREFERRED_BEFORE]->(higher)
  SET before = properties(old), before.key = randomUUID(), before.until = now, before.reason = outcome
  SET old += given {.answer, .strength, .left, .why, .held, .tookMs, at: now}
}
RETURN outcome,
  CASE outcome
    WHEN 'same' THEN old.at
    ELSE now
  END AS at
