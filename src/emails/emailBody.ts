import { textsFor } from '../../emails/texts/index.js';
import type { Email, Rendering } from '../store/emails/emails.js';

/**
 * Marks where a stored email's link belongs. Names in an email lose their control characters, so none can contain this
 * mark and move the link.
 */
export const LINK_PLACEHOLDER = '\u0001link\u0001';

type Body = Pick<Rendering, 'html' | 'plain'> & Pick<Email, 'language'>;

/** The text of an email as sent, with its link in place of the mark. */
export function withLink(email: Body, link: string | null): { html: string; text: string } {
  if (link === null) {
    const { html, plain: text } = withoutLink(email);
    return { html, text };
  }
  return {
    html: email.html.replaceAll(LINK_PLACEHOLDER, () => escapeHtml(link)),
    text: email.plain.replaceAll(LINK_PLACEHOLDER, () => link),
  };
}

/** The same for users who may read emails, without the link: a link that logs a user in is for its recipient only. */
export function withoutLink<Kept extends Body>(email: Kept): Kept {
  const { linkNotKept } = textsFor(email.language).texts.users;
  return {
    ...email,
    html: email.html.replaceAll(`href="${LINK_PLACEHOLDER}"`, '').replaceAll(LINK_PLACEHOLDER, linkNotKept),
    plain: email.plain.replaceAll(LINK_PLACEHOLDER, linkNotKept),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
