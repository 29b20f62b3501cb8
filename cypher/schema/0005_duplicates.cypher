// Duplicates: what waits to be judged is read in the order of the board.
CREATE INDEX compared_order IF NOT EXISTS FOR ()-[r:COMPARED]-() ON (r.order);
// The names that no picture and no comparison of an older library has yet, so that nothing warns of them.
CREATE (x:Lock {verdict: '', method: '', distance: 0.0, mirrored: true, order: '', who: '', at: 0, chosenAt: 0, lock_: 1})
DELETE x;
