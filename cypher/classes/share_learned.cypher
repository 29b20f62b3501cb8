// Let every picture of these classes remember which seeds' runs learned from any of them: a later un-merge keeps it.
//
// The list lies in a map, because a query is planned anew for each order of magnitude of a parameter that is a list.
//
// Params:
//   $batch  MAP  images: ids of pictures that are shown, whose locks are held
// Returns: one row, how many pictures learned of something
//   pictures  INTEGER
// Access: write
/*
:params {batch: {images: ['a1']}}
*/
UNWIND $batch.images AS id
MATCH (shown:Image {id: id})
CALL (shown) {
  MATCH (shown)<-[:DUPLICATE_OF]-{0,1}(member:Image)
  UNWIND member.learned AS seed
  WITH DISTINCT seed
  ORDER BY seed
  RETURN collect(seed) AS learned
}
WITH shown, learned
WHERE size(learned) > 0
MATCH (shown)<-[:DUPLICATE_OF]-{0,1}(member:Image)
WHERE size(coalesce(member.learned, [])) < size(learned)
SET member.learned = learned
RETURN count(*) AS pictures
