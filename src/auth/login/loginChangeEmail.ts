import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AuthContext } from '../context.js';
import type { LoginChange } from '../emails/userMailer.js';
import { prepareEmail, siteUrlOf } from '../emails/prepareEmail.js';

/** The email that tells somebody how they log in was changed, written before the transaction that changes it. */
export interface PreparedLoginChangeEmail {
  readonly keep: (transaction: Queryable) => Promise<void>;
  /** Says, after the commit, that the email may be sent. */
  readonly send: () => void;
}

/**
 * Writes it to the address they have before the change: whoever has taken a login over cannot keep its holder from
 * hearing of it.
 */
export async function prepareLoginChangeEmail(
  context: AuthContext,
  siteId: string,
  { name, email }: { readonly name: string; readonly email: string },
  change: LoginChange,
): Promise<PreparedLoginChangeEmail> {
  const { now } = context;
  const message = await prepareEmail(context, siteId, `login-changed/${newId(now)}`, {
    kind: 'login-changed',
    recipientName: name,
    change,
    changedAt: now,
    forgotUrl: `${await siteUrlOf(context, siteId)}/forgot`,
  });
  return {
    keep: (transaction) => message.keep(transaction, { name, address: email }),
    send: message.send,
  };
}
