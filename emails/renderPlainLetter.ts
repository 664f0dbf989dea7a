import type { LetterKind, RenderedLetter } from './letter.js';

/** What each letter comes down to when it cannot be written as it should be. */
const PLAIN_WORDS: Readonly<Record<LetterKind, string>> = {
  week: 'The credit of your account runs out in about a week.',
  day: 'The credit of your account runs out in about a day.',
  suspended: 'The credit of your account is used up, and your site is paused. A payment brings it back.',
  reactivated: 'Your site is back online. Thank you.',
  receipt: 'We have received your payment. Thank you.',
  statement: 'A billing period has ended; your statement is ready.',
};

/** The last resort: a letter of a few plain words, without a template that could fail. */
export function renderPlainLetter(letter: {
  readonly kind: LetterKind;
  readonly senderName: string;
  readonly siteNames: readonly string[];
  readonly reference: string;
}): RenderedLetter {
  const lines = [
    PLAIN_WORDS[letter.kind],
    `Sites: ${letter.siteNames.join(', ')}`,
    `Your reference: ${letter.reference}`,
    letter.senderName,
  ].map((line) => line.replace(/\s+/g, ' '));
  const escaped = lines.map((line) => line.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`));
  return {
    subject: PLAIN_WORDS[letter.kind],
    html: `<!doctype html><html lang="en"><body>${escaped.map((line) => `<p>${line}</p>`).join('')}</body></html>`,
    text: `${lines.join('\n\n')}\n`,
  };
}
