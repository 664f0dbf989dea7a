import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AuthContext } from '../context.js';
import type { LoginChange } from '../emails/peopleLetters.js';
import { prepareLetter, siteUrlOf } from '../emails/prepareLetter.js';

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
  const { now } = context;
  const letter = await prepareLetter(context, siteId, `login-changed/${newId(now)}`, {
    kind: 'login-changed',
    recipientName: name,
    change,
    changedAt: now,
    forgotUrl: `${await siteUrlOf(context, siteId)}/forgot`,
  });
  return {
    keep: (transaction) => letter.keep(transaction, { name, address: email }),
    send: letter.send,
  };
}
