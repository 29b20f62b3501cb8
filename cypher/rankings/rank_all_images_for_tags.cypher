// Which images most likely match several tags at once, for someone who opted in to NSFW pictures?
//
// As rank_images_for_tags, in the order of `rank`: what people settled No and what is withheld has none.
//
// Params:
//   $tags          LIST<STRING>  wanted tags, canonical names; with the rarest first it is cheapest
//   $without       LIST<STRING>  unwanted tags; [] for none
//   $collection    STRING        only images with a copy in this collection; null for all
//   $minPosterior  FLOAT         0 to 1: the least posterior of every wanted tag, compared to six decimals
//   $after         STRING        `next` of the page before; '' for the first page
//   $candidates    INTEGER       images of the first tag to look at
//   $limit         INTEGER       images a page
// Returns: one row, a page of images; by posterior of the first tag, best first
//   images      LIST<STRING>       ids of the images that match all of it
//   posteriors  LIST<LIST<FLOAT>>  of each image, for each wanted tag in the order given
//   next        STRING             give as $after for the page that follows; null after the last one
// Access: read
/*
:params {tags: ['sunset', 'beach'], without: ['people'], collection: null, minPosterior: 0.5, after: '', candidates: 200, limit: 20}
*/
WITH right('000000' + toString(toInteger(round((1 - $minPosterior) * 1000000))), 7) + '}' AS least
CALL (least) {
  MATCH (image)-[c:CONSENSUS]->()
  USING INDEX SEEK c:CONSENSUS(tag, rank)
  WHERE c.tag = head($tags) AND c.rank > $after AND c.rank < least
  RETURN image, c
  ORDER BY c.tag, c.rank
  LIMIT $candidates
}
CALL (c, least) {
  UNWIND range(0, size($tags) - 1) AS place
  MATCH ()-[wanted:CONSENSUS {key: c.image + '|' + $tags[place]}]->()
  WHERE wanted.rank < least
  WITH wanted
  ORDER BY place
  RETURN collect(wanted.posterior) AS posteriors
}
CALL (c) {
  UNWIND $without AS name
  MATCH ()-[unwanted:CONSENSUS {key: c.image + '|' + name}]->()
  WHERE unwanted.posterior >= 0.5 OR unwanted.settled = 'yes'
  RETURN count(*) AS barred
}
WITH
  c,
  posteriors,
  size(posteriors) = size($tags) AND
  barred = 0 AND
  ($collection IS NULL OR EXISTS { (image)<-[:DUPLICATE_OF]-{0,1}()-[:IN]->(:Collection {name: $collection}) }) AS fits
ORDER BY c.tag, c.rank
WITH collect({image: c.image, cursor: c.rank, posteriors: posteriors, fits: fits}) AS seen
WITH seen, [row IN seen WHERE row.fits][..$limit] AS page
RETURN
  [row IN page | row.image] AS images,
  [row IN page | row.posteriors] AS posteriors,
  CASE
    WHEN size(page) = $limit THEN page[-1].cursor
    WHEN size(seen) = $candidates THEN seen[-1].cursor
  END AS next
