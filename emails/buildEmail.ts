import type { Draft } from './draft.js';
import type { RenderedEmail } from './content.js';
import type { Sender } from './fields.js';
import { ACCENT, DARK_BUTTON } from './templates/layout.js';
import { footerPart, brandingPart, customTextsPart } from './parts.js';
import { fillTemplate } from './template.js';
import { shortened } from './tidy.js';
import type { PlainWording } from './wording.js';

/** Every inbox cuts longer subjects. */
const SUBJECT_LENGTH_MAX = 180;

type CustomTexts = NonNullable<Parameters<typeof customTextsPart>[0]>;

/** Puts a draft between greeting and footer, in HTML and in plain text. */
export async function buildEmail(
  template: string,
  email: { readonly sender: Sender; readonly recipientName: string; readonly customTexts?: CustomTexts },
  wording: PlainWording,
  draft: Draft & { readonly because: string },
): Promise<RenderedEmail> {
  const hello = wording.texts.hello(email.recipientName);
  const footer = footerPart(email.sender, draft.because, wording);
  const own = customTextsPart(email.customTexts);
  const html = fillTemplate(await compiled(template), {
    ...draft.values,
    ...footer.values,
    ...own.values,
    ...brandingPart(email.sender),
    language: wording.locale,
    subject: draft.subject,
    preview: draft.preview,
    senderName: email.sender.name,
    hello,
  });
  const blocks = [draft.subject, hello, own.opening, ...draft.text, own.closing, footer.text];
  const text = `${blocks.filter((block) => block !== undefined && block !== '').join('\n\n')}\n`;
  return { subject: shortened(draft.subject, SUBJECT_LENGTH_MAX), html, text };
}

/** Strict and without fonts: by default MJML links known fonts from the internet in every email. */
const MJML_OPTIONS = { validationLevel: 'strict', keepComments: false, fonts: {} } as const;

const compilations = new Map<string, Promise<string>>();

/** Each template is compiled once per process. */
function compiled(template: string): Promise<string> {
  const known = compilations.get(template);
  if (known !== undefined) return known;
  const compilation = compile(template);
  compilations.set(template, compilation);
  return compilation;
}

/** Loads MJML with the first email: it takes a second and 40 MB, and many processes render none. */
async function compile(template: string): Promise<string> {
  const { default: mjml2html } = await import('mjml');
  const { html } = await mjml2html(template, MJML_OPTIONS);
  return withOwnColours(html);
}

/** MJML accepts colours only, no placeholders, so the default accent is replaced after compiling. */
function withOwnColours(html: string): string {
  return html
    .replaceAll(ACCENT, '{{accent}}')
    .replaceAll(DARK_BUTTON.ground, '{{darkAccent}}')
    .replaceAll(DARK_BUTTON.ink, '{{onDarkAccent}}');
}
