import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { insertTestEmail } from '../store/statements/logos.js';

const TEST_EMAILS_A_DAY = 20;

/** Allows a user one more test email, or refuses when they have had the most a day allows. */
export async function reserveTestEmail(
  { sql, now }: SiteContext,
  userId: string,
): Promise<Refusal | undefined> {
  const email = { id: newId(now), userId, at: now, since: now - DAY_MS, max: TEST_EMAILS_A_DAY };
  if (await insertTestEmail(sql, email)) return undefined;
  return refuse('throttled', `You can send ${TEST_EMAILS_A_DAY} test emails per day. Try again tomorrow.`);
}
