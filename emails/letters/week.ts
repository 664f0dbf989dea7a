import type { Draft } from '../draft.js';
import type { WarningLetter } from '../letter.js';
import type { Words } from '../words.js';
import { draftWarning } from './warning.js';

/** The first warning, about a week ahead. */
export function draftWeek(letter: WarningLetter, words: Words): Draft {
  const { texts, format, sitesFirst, many } = words;
  const subject = letter.reason.kind === 'promise' ? texts.week.subjectPromise : texts.week.subject;
  const afterwards =
    letter.situation.kind === 'upstream' ? texts.week.afterwardsUpstream(many) : texts.week.afterwards(many);
  return draftWarning(letter, words, subject(sitesFirst, many, format.day(letter.limitDate)), afterwards);
}
