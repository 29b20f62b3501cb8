// Count what the miner did with what a source gave, under today by the server's clock.
//
// Params:
//   $batch  MAP  source: its name in the miner's file; counts: LIST<MAP>, each with word, count, and problem, which is kept
//                as the latest (null for none)
// Returns: one row
//   words  INTEGER  how many words were counted
// Access: write
/*
:params {batch: {source: 'wolves', counts: [{word: 'kept', count: 3, problem: null}]}}
*/
WITH toString(date({timezone: 'Z'})) AS day
UNWIND $batch.counts AS new
MERGE (haul:Haul {key: $batch.source + '|' + day + '|' + new.word})
  ON CREATE SET haul.source = $batch.source, haul.day = day, haul.word = new.word, haul.count = 0
SET haul.count = haul.count + new.count, haul.problem = coalesce(new.problem, haul.problem)
RETURN count(haul) AS words
