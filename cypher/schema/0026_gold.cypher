// Gold: answers that staff know to be true stand beside rulings, in the order of their keys, which begin with the purpose.
// The name that nothing of an older library has yet, so that nothing warns of it.
CREATE (x:Lock)-[r:DECIDED {key: 'x', purpose: '', response: true, who: '', reason: '', at: 0, uses: 0}]->(x)
DELETE r, x;
