// Remarks: tags are listed by how surely they are one, and those found whose pairs have not followed them yet.
CREATE INDEX tag_doubt IF NOT EXISTS FOR (n:Tag) ON (n.doubt);
CREATE INDEX tag_moving IF NOT EXISTS FOR (n:Tag) ON (n.moving);
// The names that no tag of an older library has yet; the lock is none while its name has never been seen.
CREATE (x:Lock {doubt: '', moving: '', remark: 0.0, why: '', decidedBy: '', lock_: 1})
DELETE x;
