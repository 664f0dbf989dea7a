/** Letters to clients: a letter is a function of what it is told. This is the room's only door. */
export { renderLetter } from './renderLetter.js';
export { renderPlainLetter } from './renderPlainLetter.js';
export type {
  LetterContent,
  LetterKind,
  ReactivatedLetter,
  ReceiptLetter,
  RenderedLetter,
  StatementEntry,
  StatementLetter,
  SuspendedLetter,
  WarningLetter,
} from './letter.js';
