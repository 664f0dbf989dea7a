import type { Email } from '../store/emails/emails.js';
import { LINK_PLACEHOLDER } from '../store/emails/userEmails.js';

type Body = Pick<Email, 'html' | 'plain' | 'language'>;

/** The text of an email as it goes out: with its link in place of the placeholder. */
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

/** The same for users who may read emails: a link that logs a user in is for its recipient only. */
export function withoutLink<Kept extends Body>(email: Kept): Kept {
  const words = email.language.startsWith('de')
    ? '(der Link wird nicht aufbewahrt)'
    : '(the link is not kept)';
  return {
    ...email,
    html: email.html.replaceAll(`href="${LINK_PLACEHOLDER}"`, '').replaceAll(LINK_PLACEHOLDER, words),
    plain: email.plain.replaceAll(LINK_PLACEHOLDER, words),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
