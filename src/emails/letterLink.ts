import type { Letter } from '../store/emails/letters.js';
import { LINK_PLACEHOLDER } from '../store/emails/peopleLetters.js';

type Body = Pick<Letter, 'html' | 'plain' | 'language'>;

/** What a letter says, as it goes out: with its link where the placeholder stands. */
export function withLink(letter: Body, link: string | null): { html: string; text: string } {
  if (link === null) {
    const { html, plain: text } = withoutLink(letter);
    return { html, text };
  }
  return {
    html: letter.html.replaceAll(LINK_PLACEHOLDER, () => escapeHtml(link)),
    text: letter.plain.replaceAll(LINK_PLACEHOLDER, () => link),
  };
}

/** The same for whoever may read letters: a link that lets somebody in is for its addressee alone. */
export function withoutLink<Kept extends Body>(letter: Kept): Kept {
  const words = letter.language.startsWith('de')
    ? '(der Link wird nicht aufbewahrt)'
    : '(the link is not kept)';
  return {
    ...letter,
    html: letter.html.replaceAll(`href="${LINK_PLACEHOLDER}"`, '').replaceAll(LINK_PLACEHOLDER, words),
    plain: letter.plain.replaceAll(LINK_PLACEHOLDER, words),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
