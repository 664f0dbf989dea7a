import type { Queryable } from '../../platform/sql/sql.js';
import { keepPeopleLetter, readLetterFrame } from '../../store/emails/peopleLetters.js';
import { findSite } from '../../store/sites/sites.js';
import type { AuthContext } from '../context.js';
import type { PeopleLetter } from './peopleLetters.js';

/** What a kind of letter says of its own; the frame all letters share is read from the site. */
type LetterWords = PeopleLetter extends infer Letter
  ? Letter extends PeopleLetter
    ? Omit<Letter, 'language' | 'timeZone' | 'sender' | 'siteName'>
    : never
  : never;

/** A letter to one of a site's people, written before the transaction that keeps it. */
export interface PreparedLetter {
  /** With the link that stands in for LINK_PLACEHOLDER, where the letter has one. */
  readonly keep: (
    transaction: Queryable,
    recipient: { readonly name: string; readonly address: string },
    link?: string,
  ) => Promise<void>;
  /** Says, after the commit, that the letter may be sent. */
  readonly send: () => void;
}

/** Writes a letter, which takes time; under `key` it is kept once and never again. */
export async function prepareLetter(
  context: AuthContext,
  siteId: string,
  key: string,
  words: LetterWords,
): Promise<PreparedLetter> {
  const { sql, letters } = context;
  const frame = await readLetterFrame(sql, siteId);
  const rendered = await letters.write({ ...frame, ...words });
  const written = { key, siteId, kind: words.kind, language: frame.language, rendered };
  return {
    keep: async (transaction, recipient, link) => {
      await keepPeopleLetter(
        transaction,
        { ...context, mailDomain: letters.mailDomain },
        { ...written, recipient, ...(link !== undefined && { link }) },
      );
    },
    send: () => {
      letters.queued(key);
    },
  };
}

/** Where a site's pages are, for the links of a letter. */
export async function siteUrlOf(
  { sql, baseUrl }: Pick<AuthContext, 'sql' | 'baseUrl'>,
  siteId: string,
): Promise<string> {
  return `${baseUrl}/sites/${(await findSite(sql, siteId))?.slug ?? ''}`;
}
