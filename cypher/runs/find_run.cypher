// What is known of a model run?
//
// Params:
//   $run  STRING  id of the run
// Returns: one row; none where there is no such run
//   run         STRING    id of the run
//   state       STRING    candidate, live or retired
//   cleared     BOOLEAN   false while proposals of a retired run may be left
//   backbone    STRING    timm's name of the network
//   revision    STRING    digest of its weights and preprocessing
//   seed        INTEGER
//   snapshot    DATETIME  when the answers were read
//   createdAt   DATETIME
//   pictures    INTEGER   pictures trained on
//   pairs       INTEGER   pairs with evidence trained on
//   checkpoint  STRING    SHA-256 of the checkpoint's bytes
// Access: read
/*
:params {run: 'r1'}
*/
MATCH (run:ModelRun {id: $run})
RETURN
  run.id AS run,
  run.state AS state,
  run.cleared AS cleared,
  run.backbone AS backbone,
  run.revision AS revision,
  run.seed AS seed,
  run.snapshot AS snapshot,
  run.createdAt AS createdAt,
  run.pictures AS pictures,
  run.pairs AS pairs,
  run.checkpoint AS checkpoint
