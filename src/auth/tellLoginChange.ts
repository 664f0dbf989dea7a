import type { Queryable } from '../platform/index.js';
import { newId } from '../platform/index.js';
import { findSite, keepPeopleLetter, readLetterFrame } from '../store/index.js';
import type { AuthContext } from './context.js';
import type { LoginChange } from './peopleLetters.js';

/** The letter that tells somebody how they log in was changed, written before the transaction that changes it. */
export interface PreparedNotice {
  readonly keep: (transaction: Queryable) => Promise<void>;
  /** Says, after the commit, that the letter may be sent. */
  readonly send: () => void;
}

/**
 * Writes it to the address they have before the change: whoever has taken a login over cannot keep its holder from
 * hearing of it.
 */
export async function prepareLoginNotice(
  context: AuthContext,
  siteId: string,
  { name, email }: { readonly name: string; readonly email: string },
  change: LoginChange,
): Promise<PreparedNotice> {
  const { sql, now, letters, baseUrl } = context;
  const slug = (await findSite(sql, siteId))?.slug ?? '';
  const frame = await readLetterFrame(sql, siteId);
  const rendered = await letters.write({
    ...frame,
    kind: 'login-changed',
    recipientName: name,
    change,
    changedAt: now,
    forgotUrl: `${baseUrl}/sites/${slug}/forgot`,
  });
  const key = `login-changed/${newId(now)}`;
  return {
    keep: async (transaction) => {
      await keepPeopleLetter(
        transaction,
        { ...context, mailDomain: letters.mailDomain },
        {
          key,
          siteId,
          kind: 'login-changed',
          language: frame.language,
          recipient: { name, address: email },
          rendered,
        },
      );
    },
    send: () => {
      letters.queued(key);
    },
  };
}
