import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { basicsOf } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import { findEmail } from '../store/emails/emails.js';
import { showEmail, type ShownEmail } from './showEmail.js';

/** One email about an account. */
export async function loadEmail(
  context: SiteContext,
  accountId: string,
  emailId: string,
): Promise<ShownEmail | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const email = isId(emailId) ? await findEmail(context.sql, accountId, emailId) : undefined;
  return email === undefined ? refuse('not_found', 'Email not found.') : showEmail(context, email);
}
