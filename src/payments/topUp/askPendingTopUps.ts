import { isProviderKind } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { isRefusal } from '../../core/values/refusal.js';
import { type PendingTopUp, claimPendingTopUps } from '../../store/payments/topUps.js';
import { openProvider, type PaymentTools } from '../openProvider.js';
import { handleProviderEvent } from '../reports/handleProviderEvent.js';

type Tools = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

const HOUR_MS = 3_600_000;
const AT_ONCE = 20;

/**
 * Asks the providers what has become of top-ups that their bank has been deciding on for an hour: a report may have
 * been lost, and as long as one is open no other is made. Says how many were asked about.
 */
export async function askPendingTopUps(context: Tools): Promise<number> {
  const { sql, now } = context;
  const pending = await claimPendingTopUps(sql, { askedBefore: now - HOUR_MS, at: now, limit: AT_ONCE });
  for (const topUp of pending) await ask(context, topUp);
  return pending.length;
}

async function ask(context: Tools, { siteId, provider: kind, paymentId }: PendingTopUp): Promise<void> {
  if (!isProviderKind(kind)) return;
  const provider = await openProvider(context, siteId, kind);
  if (isRefusal(provider)) return;
  const events = await provider.readPayment(paymentId);
  if (events === 'unavailable') return;
  for (const event of events)
    await handleProviderEvent({ ...context, siteId, actor: `system/${kind}` }, kind, event);
}
