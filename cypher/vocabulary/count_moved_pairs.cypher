// How many pairs move, if tags come to hear this of others, or hear it no more?
//
// A pair is counted once, whatever moves it: one on a shown picture with an answer, a ruling or a claim that says
// something else of it than before. What only speaks against a tag makes no pair: it counts where there is one.
//
// Params:
//   $moves  LIST<MAP>  hearing and heard tag, and yes, no and direct of each
// Returns: one row
//   pairs  INTEGER
// Access: read
/*
:params {moves: [{hearing: 'cat', heard: 'kitten', yes: true, no: null, direct: false}]}
*/
UNWIND $moves AS move
WITH move, move.heard AS name
MATCH (heard:Tag {name: name})
MATCH (image:Image)-[said:SORT|TAGGED|DECIDED|CONSENSUS]->(heard)
WHERE
  CASE type(said)
    WHEN 'CONSENSUS' THEN move.hearing = move.heard
    WHEN 'TAGGED' THEN said.until IS NULL AND (move.direct OR coalesce(move.yes, false))
    ELSE
      coalesce(said.purpose, 'ruling') = 'ruling' AND
      (move.direct OR
        CASE said.response
          WHEN true THEN move.yes
          WHEN false THEN move.no
        END IS NOT NULL)
  END
OPTIONAL MATCH (image)-[:DUPLICATE_OF]->(better:Image)
WITH DISTINCT
  move.hearing AS tag,
  coalesce(better, image).id AS shown,
  move.direct OR move.yes AND coalesce(said.response, true) AS makes
WHERE
  makes OR
  EXISTS {
    MATCH ()-[:CONSENSUS {key: shown + '|' + tag}]->()
  }
RETURN count(DISTINCT [shown, tag]) AS pairs
