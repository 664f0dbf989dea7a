import type { ProviderEvent } from '../../billing/payment.js';
import {
  claimReportsToCheck,
  endWaiting,
  markRead,
  type ReportToAsk,
} from '../../store/payments/payments.js';
import type { ProviderPort } from '../openProvider.js';
import { type AskingContext, askProvider } from './askProvider.js';

/** How long an unresolved report is checked with its provider; as long as providers repeat their reports. */
const PATIENCE_MS = 3 * 86_400_000;
const AT_ONCE = 20;

/**
 * Asks the providers about reports that wait for a payment or could not be read, at growing intervals of up to an hour.
 * After three days, a report that still waits is listed. Returns how many were checked.
 */
export async function askAboutReports(context: AskingContext): Promise<number> {
  const { sql, now: at } = context;
  const reports = await claimReportsToCheck(sql, { at, givenUpBefore: at - PATIENCE_MS, limit: AT_ONCE });
  for (const report of reports) await ask(context, report);
  return reports.length;
}

async function ask(context: AskingContext, report: ReportToAsk): Promise<void> {
  const { siteId, provider, paymentId, eventId } = report;
  const payment = { siteId, provider, paymentId };
  if (await askProvider(context, report, (port) => read(port, report)))
    await markRead(context.sql, { ...payment, eventIds: [eventId], objectIds: [] });
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
