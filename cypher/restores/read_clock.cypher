// What time is it on the server?
//
// Returns: one row
//   now  DATETIME
// Access: read
/*
:params {}
*/
RETURN datetime.realtime() AS now
