import { claimAwaitedDebits } from '../../store/debits/debits.js';
import { type AskingContext, askProvider } from '../reports/askProvider.js';

/** Banks decide within days, and the provider reports it: asking is only for lost reports. */
const PAUSE_MS = 6 * 3_600_000;
const AT_ONCE = 20;

/** Asks the providers for the outcome of debits that were handed in. Returns how many were checked. */
export async function askAwaitedDebits(context: AskingContext): Promise<number> {
  const { sql, now: at } = context;
  const awaited = await claimAwaitedDebits(sql, { askedBefore: at - PAUSE_MS, at, limit: AT_ONCE });
  for (const debit of awaited)
    await askProvider(context, debit, (provider) => provider.readPayment(debit.paymentId));
  return awaited.length;
}
