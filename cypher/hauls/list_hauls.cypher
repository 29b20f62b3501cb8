// What did the miner do on the last days, source by source?
//
// Params:
//   $days  INTEGER  so many days, today by the server's clock among them
// Returns: one row per day, source and word, the latest day first
//   day      STRING   as 2026-01-31
//   source   STRING   its name in the miner's file
//   word     STRING   what became of what is counted
//   count    INTEGER
//   problem  STRING   what went wrong the last time; null for nothing
// Access: read
/*
:params {days: 7}
*/
MATCH (haul:Haul)
USING INDEX SEEK haul:Haul(day)
WHERE haul.day > toString(date({timezone: 'Z'}) - duration({days: $days}))
RETURN haul.day AS day, haul.source AS source, haul.word AS word, haul.count AS count, haul.problem AS problem
ORDER BY day DESC, source, word
