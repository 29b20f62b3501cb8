// Indexes: what is listed, asked or leafed through is read in index order, never sorted or scanned.
CREATE INDEX sorted_before_voter IF NOT EXISTS FOR ()-[r:SORTED_BEFORE]-() ON (r.voter);
CREATE INDEX sort_voter_at IF NOT EXISTS FOR ()-[r:SORT]-() ON (r.voter, r.at);
CREATE INDEX consensus_tag_rank IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.rank);
CREATE INDEX consensus_tag_rank_safe IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.rankSafe);
CREATE INDEX consensus_tag_ask IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.ask);
CREATE INDEX consensus_tag_ask_safe IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.askSafe);
CREATE INDEX consensus_agreed IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.agreed);
CREATE INDEX consensus_tag_agreed IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.agreed);
CREATE INDEX consensus_board IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.board);
CREATE INDEX consensus_tag_board IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.tag, r.board);
CREATE INDEX consensus_gap IF NOT EXISTS FOR ()-[r:CONSENSUS]-() ON (r.gap);
CREATE INDEX image_nsfw IF NOT EXISTS FOR (n:Image) ON (n.nsfw);
CREATE INDEX voter_role IF NOT EXISTS FOR (n:Voter) ON (n.role);
CREATE INDEX flagged_state IF NOT EXISTS FOR ()-[r:FLAGGED]-() ON (r.state, r.at);
CREATE INDEX model_run_state IF NOT EXISTS FOR (n:ModelRun) ON (n.state);
CREATE INDEX event_at IF NOT EXISTS FOR (n:Event) ON (n.at);
CREATE FULLTEXT INDEX tag_words IF NOT EXISTS FOR (n:Tag) ON EACH [n.name, n.description];
