import type { Draft } from '../draft.js';
import type { WarningLetter } from '../letter.js';
import type { Words } from '../words.js';
import { draftWarning } from './warning.js';

/** The last warning, about a day ahead: it names the hour. */
export function draftDay(letter: WarningLetter, words: Words): Draft {
  const { texts, sitesFirst, many } = words;
  const subject = letter.reason.kind === 'promise' ? texts.day.subjectPromise : texts.day.subject;
  const afterwards = texts.day.afterwards(many);
  return draftWarning(letter, words, subject(sitesFirst, many, words.moment(letter.limitDate)), afterwards);
}
