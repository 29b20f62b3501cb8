// Which collections are there, and how many images has each?
//
// Params:
//   $after  STRING   name of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per collection, by name
//   name    STRING   name of the collection
//   images  INTEGER  images in it, hidden ones among them
// Access: read
/*
:params {after: '', limit: 100}
*/
MATCH (collection:Collection)
WHERE collection.name > $after
WITH collection
ORDER BY collection.name
LIMIT $limit
RETURN collection.name AS name, COUNT { (collection)<-[:IN]-() } AS images
ORDER BY name
