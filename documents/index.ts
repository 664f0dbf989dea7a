/** Documents on paper: a document is a function of what it is told. This is the room's only door. */
export { renderStatement } from './renderStatement.js';
export type { StatementDocument, StatementLine } from './statement.js';
