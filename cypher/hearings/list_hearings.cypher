// What is kept of the tags that are heard on others: all that follows from the accepted links?
//
// Returns: one row per tag heard on another, by both
//   hearing  STRING   name of the tag on which the other is heard
//   heard    STRING   name of the other
//   yes      BOOLEAN  what a Yes on the other says here; null for nothing
//   no       BOOLEAN  what a No on the other says here; null for nothing
//   direct   BOOLEAN  the other is an alias of the tag
// Access: read
/*
:params {}
*/
MATCH (hearing:Tag)-[hears:HEARS]->(heard:Tag)
RETURN hearing.name AS hearing, heard.name AS heard, hears.yes AS yes, hears.no AS no, hears.direct AS direct
ORDER BY hearing, heard
