// Keep a model run that was trained: a candidate, until it proposes.
//
// Params:
//   $run         STRING    id of the run
//   $backbone    STRING    timm's name of the network
//   $revision    STRING    digest of its weights and preprocessing
//   $seed        INTEGER   seed of the folds and of everything drawn at random
//   $snapshot    DATETIME  when the answers were read
//   $pictures    INTEGER   pictures trained on
//   $pairs       INTEGER   pairs with evidence trained on
//   $checkpoint  STRING    SHA-256 of the checkpoint's bytes
// Returns: one row
//   run  STRING  id of the run
// Access: write
/*
:params {
  run: 'r1', backbone: 'test_byobnet', revision: '0a1b', seed: 1, snapshot: datetime('2020-01-01T00:00:00Z'),
  pictures: 3, pairs: 9, checkpoint: 'ff'
}
*/
CREATE
  (run:ModelRun
    {
      id: $run,
      state: 'candidate',
      cleared: true,
      backbone: $backbone,
      revision: $revision,
      seed: $seed,
      snapshot: $snapshot,
      createdAt: datetime(),
      pictures: $pictures,
      pairs: $pairs,
      checkpoint: $checkpoint
    })
RETURN run.id AS run
