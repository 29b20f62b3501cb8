// How much is there of each kind that an import brings? The store keeps these counts: nothing is read.
//
// Returns: one row per label and relationship type, by name
//   name   STRING
//   count  INTEGER
// Access: read
/*
:params {}
*/
CALL () {
  MATCH (n:Category)
  RETURN 'Category' AS name, count(n) AS count
    UNION ALL
  MATCH (n:Collection)
  RETURN 'Collection' AS name, count(n) AS count
    UNION ALL
  MATCH (n:Image)
  RETURN 'Image' AS name, count(n) AS count
    UNION ALL
  MATCH (n:Post)
  RETURN 'Post' AS name, count(n) AS count
    UNION ALL
  MATCH (n:Source)
  RETURN 'Source' AS name, count(n) AS count
    UNION ALL
  MATCH (n:Tag)
  RETURN 'Tag' AS name, count(n) AS count
    UNION ALL
  MATCH ()-[r:CONSENSUS]->()
  RETURN 'CONSENSUS' AS name, count(r) AS count
    UNION ALL
  MATCH ()-[r:FROM]->()
  RETURN 'FROM' AS name, count(r) AS count
    UNION ALL
  MATCH ()-[r:IN]->()
  RETURN 'IN' AS name, count(r) AS count
    UNION ALL
  MATCH ()-[r:OF]->()
  RETURN 'OF' AS name, count(r) AS count
    UNION ALL
  MATCH ()-[r:SHOWS]->()
  RETURN 'SHOWS' AS name, count(r) AS count
    UNION ALL
  MATCH ()-[r:TAGGED]->()
  RETURN 'TAGGED' AS name, count(r) AS count
}
RETURN name, count
ORDER BY name
