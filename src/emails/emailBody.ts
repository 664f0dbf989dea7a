import type { Email, Rendering } from '../store/emails/emails.js';

/**
 * Stands in a stored email where its link belongs. Control characters are taken out of every name that gets into an
 * email, so nobody can have the link put anywhere else.
 */
export const LINK_PLACEHOLDER = '\u0001link\u0001';

type Body = Pick<Rendering, 'html' | 'plain'> & Pick<Email, 'language'>;

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
