// Give comparisons their places on the board, or take them off it.
//
// Params:
//   $orders  LIST<MAP>  key of the comparison, and order: null to take it off
// Returns: one row
//   orders  INTEGER  how many were set
// Access: write
/*
:params {orders: [{key: 'a1|b2', order: '0031250|a1|b2'}]}
*/
UNWIND $orders AS row
MATCH ()-[compared:COMPARED {key: row.key}]->()
SET compared.order = row.order
RETURN count(*) AS orders
