// Property names that must exist before their first use. Removing a property whose name the store has never seen
// takes no lock at all, and says nothing: the picture's lock would not be one. The others keep a new library from
// warnings about names that no picture has yet.
CREATE (x:Lock {
  lock_: 1, withheld: [''], nsfw: '', mime: '', width: 0, height: 0, frames: 0, duration: 0.0, byteSize: 0,
  createdAt: 0, state: '', stateReason: '', description: '', name: '', role: '', joinedAt: 0, simulated: false,
  url: '', title: '', author: '', postedAt: '', media: '', tags: [''], hash: '', kind: '', expiresAt: 0,
  revokedAt: 0, voter: '', image: '', tag: '', answer: '', response: true, passReason: '', at: 0, until: 0,
  reason: '', asked: true, why: '', probability: 0.0, shown: '', tookMs: 0, source: '', post: '', written: '',
  run: '', confidence: 0.0, proposed: true, purpose: '', who: '', what: '', before: '', after: '', yes: 0, no: 0,
  pass: 0, claims: 0, people: 0.0, evidence: 0.0, posterior: 0.0, settled: '', rank: '', rankSafe: '', ask: '',
  askSafe: '', agreed: '', gap: 0.0, board: '', vector: [0.0], backbone: '', revision: '', splitSeed: 0,
  cursor: '', done: 0, total: 0, schemaVersion: 0
})
DELETE x;
