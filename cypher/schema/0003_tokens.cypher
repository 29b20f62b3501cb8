// Property names that must exist before their first use: removing a property whose name the store has never
// seen takes no lock at all (and says nothing), so the picture's lock would not be one.
CREATE (x:Lock {lock_: 1, withheld: [''], nsfw: '', until: 1, description: '', gap: 0.0, board: '', simulated: false})
DELETE x;
