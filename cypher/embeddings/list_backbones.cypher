// Which backbones have seen pictures, and how many?
//
// A run of several backbones is live by the one that it names.
//
// Returns: one row per backbone, the one that has seen most first
//   backbone  STRING   name@revision
//   pictures  INTEGER  merged and withheld ones among them
//   live      BOOLEAN  it is that of the live run
// Access: read
/*
:params {}
*/
MATCH (embedding:Embedding)
WHERE embedding.backbone > ''
WITH embedding.backbone AS backbone, count(*) AS pictures
RETURN
  backbone,
  pictures,
  EXISTS {
    MATCH (run:ModelRun {state: 'live'})
    WHERE run.backbone + '@' + run.revision = backbone
  } AS live
ORDER BY pictures DESC, backbone
