// Tag pages: what people settled of a tag is read in index order, and so is what was decided about one subject.
// Sessions that expired long ago are found without looking at the others.
CREATE INDEX consensus_tag_settled IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.settled, r.image);
CREATE INDEX event_subject IF NOT EXISTS FOR (n:Event) ON (n.subject, n.at);
CREATE INDEX session_expiry IF NOT EXISTS FOR (n:Session) ON (n.expiresAt);
