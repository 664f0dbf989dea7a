import { randomUUID } from 'node:crypto';
import type { RenderedEmail } from '../../emails/content.js';
import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { insertTestEmail } from '../store/statements/logos.js';
import { type Mailer, picturesOf } from './deliverEmail.js';

const TEST_EMAILS_A_DAY = 20;

interface TestEmail {
  readonly userId: string;
  readonly email: RenderedEmail;
  readonly to: { readonly name: string; readonly address: string };
  readonly senderName: string;
}

/**
 * Sends an email to the current user, who waits for the result. Refuses: throttled after too many in a day, unavailable
 * if the mail server does not accept it.
 */
export async function sendTestEmail(
  { sql, now }: SiteContext,
  { transport, from: { address } }: Pick<Mailer, 'transport' | 'from'>,
  { userId, email, to, senderName }: TestEmail,
): Promise<'sent' | Refusal> {
  const row = { id: newId(now), userId, at: now, since: now - DAY_MS, max: TEST_EMAILS_A_DAY };
  if (!(await insertTestEmail(sql, row))) {
    return refuse('throttled', `You can send ${TEST_EMAILS_A_DAY} test emails per day. Try again tomorrow.`);
  }
  const { outcome } = await transport.send({
    ...email,
    from: { name: senderName, address },
    to: [to],
    messageId: `<test.${randomUUID()}@${address.split('@')[1] ?? 'localhost'}>`,
    date: now,
    headers: { 'X-Sitetab-Email': 'test' },
    ...(await picturesOf({ sql }, email.html)),
  });
  return outcome === 'sent' ? 'sent' : refuse('unavailable', 'The mail server refused the email.');
}
