// Take these answers on two pictures back: each becomes an earlier one.
//
// Params:
//   $keys  LIST<STRING>  keys of answers; those that are not there are left out
// Returns: one row per answer taken back, by key
//   key  STRING
// Access: write
/*
:params {keys: ['v1|quality|a1|b2']}
*/
UNWIND $keys AS key
MATCH (lower:Image)-[given:PREFERRED_TO {key: key}]->(higher:Image)
CREATE (lower)-[before:PREFERRED_BEFORE]->(higher)
SET
  before = properties(given),
  before.key = randomUUID(),
  before.until = datetime.realtime(),
  before.reason = 'withdrawn'
DELETE given
RETURN key
ORDER BY key
