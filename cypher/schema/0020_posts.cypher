// Posts of sites: those that were merged into one are found without looking at the others.
CREATE INDEX post_merged_into IF NOT EXISTS FOR (n:Post) ON (n.mergedInto);
// The names that nothing of an older library has yet, so that nothing warns of them.
CREATE (x:Post {
  key: '', siteId: '', links: [''], rule: '', seenAt: datetime(), mergedInto: '', score: 0, faves: 0, rating: '',
  postedAt: datetime(), reason: ''
})
DELETE x;
