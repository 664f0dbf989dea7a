import type { LoginChange } from '../../../emails/users/userEmail.js';
import { queueUserEmail } from '../../emails/queueEmail.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AuthContext } from '../context.js';
import { siteUrlOf } from './emailLinks.js';

/**
 * Queues the email that reports a changed login. It goes to the previous address, so that its user learns of a
 * takeover.
 */
export async function queueLoginChangeEmail(
  transaction: Queryable,
  context: AuthContext,
  siteId: string,
  { name, email: address }: { readonly name: string; readonly email: string },
  change: LoginChange,
): Promise<void> {
  const { now: changedAt } = context;
  const forgotUrl = `${await siteUrlOf(transaction, context, siteId)}/forgot`;
  await queueUserEmail(transaction, context, {
    key: `login-changed/${newId(changedAt)}`,
    siteId,
    recipient: { name, address },
    message: { kind: 'login-changed', change, changedAt, forgotUrl },
  });
}
