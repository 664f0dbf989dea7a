/** Letters to clients and to a site's people: a letter is a function of what it is told. This is the room's only door. */
export { renderLetter } from './renderLetter.js';
export { renderPeopleLetter } from './renderPeopleLetter.js';
export { renderPlainLetter, renderPlainPeopleLetter } from './renderPlainLetter.js';
export type { PeopleLetterContent, PeopleLetterKind } from './peopleLetter.js';
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
export { createFormat } from './format.js';
export type { Format } from './format.js';
export { textsFor } from './texts/index.js';
export { plainWordsFor } from './words.js';
