// Is there a source of this name?
//
// Params:
//   $name  STRING  name of the source
// Returns: one row; none where there is no such source
//   source  STRING
// Access: read
/*
:params {name: 'folder:pets'}
*/
MATCH (source:Source {name: $name})
RETURN source.name AS source
