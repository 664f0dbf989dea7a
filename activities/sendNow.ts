import type { Context } from '../src/core/context.js';
import { deliverEmail, type Mailer } from '../src/emails/deliverEmail.js';
import type { Log } from '../src/platform/telemetry/log.js';
import { activityLog } from './activityLog.js';

/** Tries to send a queued email at once. A failure here has no effect: the scheduler sends the email later. */
export async function sendNow(
  deps: { readonly mailer: Mailer; readonly log: Log },
  context: Context,
  accountId: string,
  key: string,
): Promise<void> {
  const delivery = await deliverEmail(context, deps.mailer, key);
  if (delivery === 'later' || delivery === 'failed') {
    activityLog(deps, accountId).warn({ emailKey: key, delivery }, 'an email could not be sent');
  }
}
