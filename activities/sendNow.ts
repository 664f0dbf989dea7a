import type { Context } from '../src/core/context.js';
import { deliverEmail } from '../src/emails/deliverEmail.js';
import { type ActivityDeps, activityLog } from './context.js';

/**
 * Tries to send a queued email at once. What the mail server does decides nothing here: the scheduler sends what could
 * not be sent now.
 */
export async function sendNow(
  deps: Pick<ActivityDeps, 'mailer' | 'log'>,
  context: Context,
  accountId: string,
  key: string,
): Promise<void> {
  const delivery = await deliverEmail(context, deps.mailer, key);
  if (delivery === 'later' || delivery === 'failed') {
    activityLog(deps, accountId).warn({ emailKey: key, delivery }, 'an email could not be sent');
  }
}
