import type { Draft } from '../draft.js';
import type { WarningLetter } from '../letter.js';
import type { Words } from '../words.js';
import { draftWarning } from './warning.js';

/** The last warning, about a day ahead: it names the hour. */
export function draftDay(letter: WarningLetter, words: Words): Draft {
  const { texts, sitesFirst, many } = words;
  const { subject, subjectPromise, subjectUpstream } = texts.day;
  const isOff = letter.situation.kind === 'upstream';
  const headline = isOff ? subjectUpstream : letter.reason.kind === 'promise' ? subjectPromise : subject;
  const afterwards = isOff ? texts.day.afterwardsUpstream(many) : texts.day.afterwards(many);
  return draftWarning(letter, words, headline(sitesFirst, many, words.moment(letter.limitDate)), afterwards);
}
