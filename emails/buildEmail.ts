import type { Draft } from './draft.js';
import type { RenderedEmail } from './content.js';
import type { Sender } from './fields.js';
import { ACCENT, DARK_BUTTON } from './templates/layout.js';
import { footerPart, lookPart, ownWordsPart } from './parts.js';
import { fillTemplate } from './template.js';
import { shortened } from './tidy.js';
import type { PlainWording } from './wording.js';

/** A subject any longer is cut by every inbox. */
const SUBJECT_LENGTH_MAX = 180;

type OwnWords = NonNullable<Parameters<typeof ownWordsPart>[0]>;

/** Sets what an email says in its template, between greeting and footer, and in plain text beside. */
export async function buildEmail(
  template: string,
  email: { readonly sender: Sender; readonly recipientName: string; readonly ownWords?: OwnWords },
  words: PlainWording,
  draft: Draft & { readonly because: string },
): Promise<RenderedEmail> {
  const hello = words.texts.hello(email.recipientName);
  const footer = footerPart(email.sender, draft.because, words);
  const own = ownWordsPart(email.ownWords);
  const html = fillTemplate(await compiled(template), {
    ...draft.values,
    ...footer.values,
    ...own.values,
    ...lookPart(email.sender),
    language: words.locale,
    subject: draft.subject,
    preview: draft.preview,
    senderName: email.sender.name,
    hello,
  });
  const blocks = [draft.subject, hello, own.opening, ...draft.text, own.closing, footer.text];
  const text = `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
  return { subject: shortened(draft.subject, SUBJECT_LENGTH_MAX), html, text };
}

/** Strict, and linking nothing: MJML would fetch known fonts from the open internet in every email. */
const MJML_OPTIONS = { validationLevel: 'strict', keepComments: false, fonts: {} } as const;

const compilations = new Map<string, Promise<string>>();

/** Each template is compiled once in the life of the process. */
function compiled(template: string): Promise<string> {
  const known = compilations.get(template);
  if (known !== undefined) return known;
  const compilation = compile(template);
  compilations.set(template, compilation);
  return compilation;
}

/** MJML is loaded with the first email: it takes a second and 40 MB, and many a process writes none. */
async function compile(template: string): Promise<string> {
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(template, MJML_OPTIONS);
  return withOwnColours(html);
}

/** MJML takes colours only, no places for them; so what it was given is a place from here on. */
function withOwnColours(html: string): string {
  return html
    .replaceAll(ACCENT, '{{accent}}')
    .replaceAll(DARK_BUTTON.ground, '{{darkAccent}}')
    .replaceAll(DARK_BUTTON.ink, '{{onDarkAccent}}');
}
