import type { Draft } from './draft.js';
import type { LetterContent, LetterKind, RenderedLetter } from './letter.js';
import { draftDay } from './letters/day.js';
import { draftReactivated } from './letters/reactivated.js';
import { draftReceipt } from './letters/receipt.js';
import { draftStatement } from './letters/statement.js';
import { draftSuspended } from './letters/suspended.js';
import { draftWeek } from './letters/week.js';
import { footerPart } from './parts.js';
import { fillTemplate } from './template.js';
import { dayTemplate } from './templates/day.mjml.js';
import { reactivatedTemplate } from './templates/reactivated.mjml.js';
import { receiptTemplate } from './templates/receipt.mjml.js';
import { statementTemplate } from './templates/statement.mjml.js';
import { suspendedTemplate } from './templates/suspended.mjml.js';
import { weekTemplate } from './templates/week.mjml.js';
import { shortened, tidy } from './tidy.js';
import { wordsFor, type Words } from './words.js';

const TEMPLATES: Readonly<Record<LetterKind, string>> = {
  week: weekTemplate,
  day: dayTemplate,
  suspended: suspendedTemplate,
  reactivated: reactivatedTemplate,
  receipt: receiptTemplate,
  statement: statementTemplate,
};

/** A subject any longer is cut by every inbox. */
const SUBJECT_LENGTH_MAX = 180;

/**
 * A letter as it goes out: one line of subject, HTML that refers to nothing outside itself, and plain text with the
 * same facts. A function of what it is told: it reads no clock, and no value in it can become markup or a header.
 */
export async function renderLetter(content: LetterContent): Promise<RenderedLetter> {
  const letter = tidy(content);
  const words = wordsFor(letter);
  const draft = draftOf(letter, words);
  const hello = words.texts.hello(letter.recipientName);
  const footer = footerPart(letter, words);
  const html = fillTemplate(await compiled(letter.kind), {
    ...draft.values,
    ...footer.values,
    language: words.locale,
    subject: draft.subject,
    preview: draft.preview,
    senderName: letter.sender.name,
    hello,
  });
  const blocks = [draft.subject, hello, ...draft.text, footer.text];
  const text = `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
  return { subject: shortened(draft.subject, SUBJECT_LENGTH_MAX), html, text };
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

/** Strict, and linking nothing: MJML would fetch known fonts from the open internet in every letter. */
const MJML_OPTIONS = { validationLevel: 'strict', keepComments: false, fonts: {} } as const;

const compilations = new Map<LetterKind, Promise<string>>();

/** Each template is compiled once in the life of the process. */
function compiled(kind: LetterKind): Promise<string> {
  const known = compilations.get(kind);
  if (known !== undefined) return known;
  const compilation = compile(kind);
  compilations.set(kind, compilation);
  return compilation;
}

/** MJML is loaded with the first letter: it takes a second and 40 MB, and the API and the relay write none. */
async function compile(kind: LetterKind): Promise<string> {
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(TEMPLATES[kind], MJML_OPTIONS);
  return html;
}
