// Embeddings say whose they are, so that one vector index serves all backbones: it is told whose vectors to look among,
// and its vectors may differ in length. What was there is told by its key.
MATCH (n:Embedding) WHERE n.backbone IS NULL SET n.backbone = split(n.key, '|')[0];
CREATE INDEX embedding_backbone IF NOT EXISTS FOR (n:Embedding) ON (n.backbone);
CREATE VECTOR INDEX embedding_vector IF NOT EXISTS FOR (n:Embedding) ON n.vector WITH [n.backbone]
OPTIONS {indexConfig: {`vector.similarity_function`: 'cosine'}};
// The name that no embedding of an empty library has yet, so that nothing warns of it.
CREATE (x:Lock {backbone: '', lock_: 1}) DELETE x;
