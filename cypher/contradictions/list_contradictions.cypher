// Which of this person's answers on one picture contradict each other through the vocabulary, the latest first?
//
// Each answer is held against the earlier ones on the same picture: what it says of their tags, and they say otherwise.
// A page looks at so many answers and no more, so it may be short or empty while `next` is not null.
//
// Params:
//   $voters  LIST<STRING>  the ids of the voter
//   $before  DATETIME      answers given before this; the far future for the first page
//   $limit   INTEGER       answers looked at
// Returns: one row, a page
//   found  LIST<MAP>  of each contradiction: image; tag, answer and at of the later answer; otherTag, otherAnswer and
//                     otherAt of the earlier one; why: the later tag implies the earlier, is implied by it, or excludes it
//   next   DATETIME   give as $before for the page that follows; null after the last one
// Access: read
/*
:params {voters: ['v1'], before: datetime('9999-01-01T00:00:00Z'), limit: 500}
*/
CALL () {
  UNWIND $voters AS voter
  CALL (voter) {
    MATCH (image)-[vote:SORT]->(tag)
    USING INDEX SEEK vote:SORT(voter, at)
    WHERE vote.voter = voter AND vote.at < $before
    RETURN image, vote, tag
    ORDER BY vote.voter DESC, vote.at DESC
    LIMIT $limit
  }
  RETURN image, vote, tag
  ORDER BY vote.at DESC, vote.key
  LIMIT $limit
}
WITH collect({image: image, vote: vote, tag: tag}) AS seen
CALL (seen) {
  UNWIND seen AS row
  WITH row.image AS image, row.vote AS vote, row.tag AS tag
  WHERE vote.response IS NOT NULL
  MATCH (image)-[other:SORT]->(name:Tag)
  WHERE other.voter IN $voters AND other.response IS NOT NULL AND other.at < vote.at
  OPTIONAL MATCH (canonical:Tag)-[:HEARS {direct: true}]->(name)
  WITH image, vote, tag, other, name, coalesce(canonical, name) AS hearing
  MATCH (hearing)-[hears:HEARS {direct: false}]->(tag)
  WHERE
    CASE
      WHEN vote.response THEN hears.yes
      ELSE hears.no
    END <> other.response
  WITH
    image,
    vote,
    tag,
    other,
    name,
    CASE
      WHEN NOT vote.response THEN 'implied'
      WHEN hears.yes THEN 'implies'
      ELSE 'excludes'
    END AS why
  ORDER BY vote.at DESC, other.at DESC, other.key
  RETURN
    collect({
      image: image.id,
      tag: tag.name,
      answer: vote.answer,
      at: vote.at,
      otherTag: name.name,
      otherAnswer: other.answer,
      otherAt: other.at,
      why: why
    }) AS found
}
RETURN found,
  CASE
    WHEN size(seen) = $limit THEN seen[-1].vote.at
  END AS next
