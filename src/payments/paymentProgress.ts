import type { Queryable } from '../platform/sql/sql.js';
import { isNewestCheckoutPaid } from '../store/payments/payments.js';

/** Whether a client's payment, from which they have just come back, is posted yet. */
export type PaymentProgress = 'awaited' | 'posted';

/** Who comes back later than this looks at something else. */
const STARTED_WITHIN_MS = 3_600_000;

/** A page that waits for a payment asks again after this. */
export const PROGRESS_SECONDS = 5;

/** The progress of the newest payment that was started for an account; undefined if there is none to wait for. */
export async function loadPaymentProgress(
  sql: Queryable,
  accountId: string,
  now: number,
): Promise<PaymentProgress | undefined> {
  const isPaid = await isNewestCheckoutPaid(sql, { accountId, since: now - STARTED_WITHIN_MS });
  return isPaid === undefined ? undefined : isPaid ? 'posted' : 'awaited';
}
