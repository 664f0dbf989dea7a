import type { Draft } from './draft.js';
import type { LetterContent, LetterKind, RenderedLetter } from './letter.js';
import { draftDay } from './letters/day.js';
import { draftReactivated } from './letters/reactivated.js';
import { draftReceipt } from './letters/receipt.js';
import { draftStatement } from './letters/statement.js';
import { draftSuspended } from './letters/suspended.js';
import { draftWeek } from './letters/week.js';
import { becauseOf } from './parts.js';
import { setLetter } from './setLetter.js';
import { reactivatedTemplate } from './templates/reactivated.mjml.js';
import { receiptTemplate } from './templates/receipt.mjml.js';
import { statementTemplate } from './templates/statement.mjml.js';
import { suspendedTemplate } from './templates/suspended.mjml.js';
import { warningTemplate } from './templates/warning.mjml.js';
import { tidy } from './tidy.js';
import { wordsFor, type Words } from './words.js';

const TEMPLATES: Readonly<Record<LetterKind, string>> = {
  week: warningTemplate,
  day: warningTemplate,
  suspended: suspendedTemplate,
  reactivated: reactivatedTemplate,
  receipt: receiptTemplate,
  statement: statementTemplate,
};

/**
 * A letter as it goes out: one line of subject, HTML that refers to nothing outside itself, and plain text with the
 * same facts. A function of what it is told: it reads no clock, and no value in it can become markup or a header.
 */
export async function renderLetter(content: LetterContent): Promise<RenderedLetter> {
  const letter = tidy(content);
  const words = wordsFor(letter);
  return setLetter(TEMPLATES[letter.kind], letter, words, {
    ...draftOf(letter, words),
    because: becauseOf(letter, words),
  });
}

function draftOf(letter: LetterContent, words: Words): Draft {
  switch (letter.kind) {
    case 'week':
      return draftWeek(letter, words);
    case 'day':
      return draftDay(letter, words);
    case 'suspended':
      return draftSuspended(letter, words);
    case 'reactivated':
      return draftReactivated(letter, words);
    case 'receipt':
      return draftReceipt(letter, words);
    case 'statement':
      return draftStatement(letter, words);
  }
}
