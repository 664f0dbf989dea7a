import { isProviderKind, type ProviderEvent, type ProviderKind } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { Sql } from '../../platform/sql/sql.js';
import {
  endWaiting,
  findAcquaintance,
  markRead,
  type ReportToAsk,
  claimReportsToCheck,
} from '../../store/payments/payments.js';
import { openProvider, type PaymentTools, type ProviderPort } from '../openProvider.js';
import { handleProviderEvent, type TakingContext, unreadId } from './handleProviderEvent.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long a provider is asked about what it would not say; as long as it repeats its reports. */
const PATIENCE_MS = 3 * DAY_MS;
const AT_ONCE = 20;
/** Longer than any provider takes to answer that a payment is begun. */
const BEGINNING_MS = 2 * MINUTE_MS;

/** Whether a payment was begun here, or may be one that is being begun; nothing for a stranger's. */
export async function findAcquainted(
  { sql, now }: { readonly sql: Sql; readonly now: number },
  payment: { readonly siteId: string; readonly provider: ProviderKind; readonly paymentId: string },
): Promise<'known' | 'begun' | undefined> {
  return findAcquaintance(sql, { ...payment, begunSince: now - BEGINNING_MS });
}

/** What a report came to that somebody may have to know of. */
export interface TakenReport {
  readonly event: ProviderEvent;
  readonly state: Awaited<ReturnType<typeof handleProviderEvent>>;
}

/**
 * Takes in what one delivery reports. A payment that is not known yet is asked about at once: its own report may be lost
 * or late, or it is another shop's.
 */
export async function handleReports(
  context: TakingContext,
  kind: ProviderKind,
  provider: Pick<ProviderPort, 'readPayment'>,
  events: readonly ProviderEvent[],
): Promise<TakenReport[]> {
  const taken: TakenReport[] = [];
  for (const event of events) {
    const state = await handleProviderEvent(context, kind, event);
    taken.push({ event, state });
    if (state !== 'waiting') continue;
    const found = await provider.readPayment(event.paymentId);
    if (found === 'unavailable') continue;
    for (const each of found)
      taken.push({ event: each, state: await handleProviderEvent(context, kind, each) });
  }
  return taken;
}

/** Lists a report of a payment begun here whose provider would not say what has become of it. */
export async function listUnread(
  context: TakingContext,
  kind: ProviderKind,
  paymentId: string,
): Promise<void> {
  await handleProviderEvent(context, kind, {
    kind: 'unread',
    eventId: unreadId(paymentId),
    paymentId,
    at: context.now,
    objectType: 'payment',
    objectId: paymentId,
    isPressing: true,
    detail: `${kind === 'mollie' ? 'Mollie' : 'Stripe'} did not answer about this payment. Sitetab asks again for three days. If this stays, check the payment there.`,
  });
}

type Tools = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/**
 * Asks the providers about reports that wait for a payment or could not be read, ever more seldom, at most once an hour.
 * After three days one that still waits is listed. Says how many were asked about.
 */
export async function askAboutReports(context: Tools): Promise<number> {
  const { sql, now: at } = context;
  const reports = await claimReportsToCheck(sql, { at, givenUpBefore: at - PATIENCE_MS, limit: AT_ONCE });
  for (const report of reports) await ask(context, report);
  return reports.length;
}

async function ask(context: Tools, report: ReportToAsk): Promise<void> {
  const { siteId, provider: kind, paymentId, eventId } = report;
  if (!isProviderKind(kind)) return;
  const provider = await openProvider(context, siteId, kind);
  const events = isRefusal(provider) ? 'unavailable' : await read(provider, report);
  const payment = { siteId, provider: kind, paymentId };
  if (!isRefusal(provider) && events !== 'unavailable') {
    await markRead(context.sql, { ...payment, eventIds: [eventId], objectIds: [] });
    await handleReports({ ...context, siteId, actor: `system/${kind}` }, kind, provider, events);
  }
  if (report.recordedAt <= context.now - PATIENCE_MS)
    await endWaiting(context.sql, payment, { state: 'refused', detail: GIVEN_UP });
}

async function read(
  provider: ProviderPort,
  { kind, paymentId, subject, reason }: ReportToAsk,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  if (kind !== 'unread') return provider.readPayment(paymentId);
  return provider.readObject({ objectType: reason ?? '', objectId: subject });
}

const GIVEN_UP =
  'The payment was not reported as paid within three days. Check it at the provider. If it is from a client, record it on the account.';
