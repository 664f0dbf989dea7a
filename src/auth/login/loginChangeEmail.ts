import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AuthContext } from '../context.js';
import type { LoginChange } from '../emails/userMailer.js';
import { prepareEmail, siteUrlOf } from '../emails/prepareEmail.js';

/** The email that reports a change of how a user logs in, written before the transaction that changes it. */
export interface PreparedLoginChangeEmail {
  readonly keep: (transaction: Queryable) => Promise<void>;
  /** Signals, after the commit, that the email may be sent. */
  readonly send: () => void;
}

/** Writes it to the address from before the change: a thief of a login cannot hide the change from its user. */
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
