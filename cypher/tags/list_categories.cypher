// Which categories are there, and how many tags has each?
//
// Params:
//   $after  STRING   name of the last row of the page before; '' for the first page
//   $limit  INTEGER  rows a page
// Returns: one row per category, by name
//   name  STRING   name of the category
//   tags  INTEGER  tags in it
// Access: read
/*
:params {after: '', limit: 100}
*/
MATCH (category:Category)
WHERE category.name > $after
WITH category
ORDER BY category.name
LIMIT $limit
RETURN category.name AS name, COUNT { (category)<-[:OF]-() } AS tags
ORDER BY name
