import { decodeContent, type EmailContent, encodeContent, type RenderedEmail } from '../../emails/content.js';
import { renderEmail } from '../../emails/renderEmail.js';
import { renderPlainEmail } from '../../emails/renderPlainEmail.js';
import type { Context } from '../core/context.js';
import type { Email, Rendering } from '../store/emails/emails.js';
import { clientContent, type LinkContext, linksOf } from './clientContent.js';
import type { EmailDraft } from './draftEmail.js';
import { withoutLink } from './emailBody.js';

const MAIL_FROM = 'mail@localhost';

/** An email as shown to users who may read emails. */
export type ShownEmail = Omit<Email, 'content' | 'rendering'> & Rendering;

/** An email as sent, or as it would be sent now; a link that logs a user in is taken out. */
export async function showEmail({ mailFrom }: Pick<Context, 'mailFrom'>, stored: Email): Promise<ShownEmail> {
  const { content, rendering, ...email } = stored;
  return withoutLink({ ...email, ...(rendering ?? (await renderStored({ ...email, content }, mailFrom))) });
}

/** A client's email as it would be sent. */
export async function previewEmail(
  { mailFrom = MAIL_FROM, ...context }: Pick<Context, 'mailFrom'> & LinkContext,
  draft: EmailDraft,
): Promise<RenderedEmail> {
  const content = encodeContent(clientContent(draft, linksOf(draft, context)));
  return renderEmail(decodeContent(JSON.parse(content), mailFrom));
}

/**
 * Renders an email from its content. If that fails, which is a bug, it becomes a plain one, since an exception would be
 * retried for ever. `address` is the installation's.
 */
export async function renderStored(
  email: Pick<Email, 'key' | 'kind' | 'content'>,
  address = MAIL_FROM,
  onFault: (error: unknown) => void = () => undefined,
): Promise<Rendering> {
  const { subject, html, text: plain } = await render(email, address, onFault);
  const [, domain = 'localhost'] = address.split('@');
  return { subject, html, plain, messageId: `<${email.key.replaceAll('/', '.')}@${domain}>` };
}

async function render(
  { kind, content }: Pick<Email, 'kind' | 'content'>,
  address: string,
  onFault: (error: unknown) => void,
): Promise<RenderedEmail> {
  try {
    return await renderEmail(decodeContent(content, address));
  } catch (error) {
    onFault(error);
    return renderPlainEmail(kind as EmailContent['kind'], content);
  }
}
