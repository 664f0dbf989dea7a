import { claimPendingTopUps } from '../../store/payments/topUps.js';
import { type AskingContext, askProvider } from '../reports/askProvider.js';

const HOUR_MS = 3_600_000;
const AT_ONCE = 20;

/**
 * Asks the providers for the outcome of top-ups that have waited for the bank for an hour. Their report may be lost,
 * and no other top-up starts while one is open. Returns how many were checked.
 */
export async function askPendingTopUps(context: AskingContext): Promise<number> {
  const { sql, now } = context;
  const pending = await claimPendingTopUps(sql, { askedBefore: now - HOUR_MS, at: now, limit: AT_ONCE });
  for (const topUp of pending)
    await askProvider(context, topUp, (provider) => provider.readPayment(topUp.paymentId));
  return pending.length;
}
