import { returnCodeOf } from '../../billing/debits/providerReason.js';
import type { SiteContext } from '../../core/context.js';
import type { QueueContext } from '../../emails/queueEmail.js';
import { isId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { type Debit, lockDebitBy } from '../../store/debits/debits.js';
import type { Entry } from '../../store/ledger/entries.js';
import type { EventOf } from '../reports/providerEvent.js';
import { noteDebitCancelled, noteDebitPaid, noteDebitReturn } from './debitOutcome.js';

type ReportContext = SiteContext & QueueContext;

/** The debit that a payment's report is about, if any; its account is locked. */
async function lockReported(
  { siteId }: SiteContext,
  transaction: Queryable,
  { accountId, debitId, paymentId }: EventOf<'paid' | 'failed'>,
): Promise<Debit | undefined> {
  if (debitId === undefined || !isId(debitId) || !isId(accountId)) return undefined;
  await lockAccount(transaction, accountId);
  const debit =
    (await lockDebitBy(transaction, { siteId, paymentId })) ??
    (await lockDebitBy(transaction, { siteId, id: debitId }));
  return debit?.accountId === accountId ? debit : undefined;
}

/** The payment of a debit is posted. */
export async function noteReportedPaid(
  context: ReportContext,
  transaction: Queryable,
  event: EventOf<'paid'>,
  entryId: string,
): Promise<void> {
  const debit = await lockReported(context, transaction, event);
  if (debit !== undefined) await noteDebitPaid(context, transaction, debit, entryId, event.paymentId);
}

/** A debit was not paid. What is paid already is not undone by this: its money comes back as a dispute. */
export async function noteReportedFailure(
  context: ReportContext,
  transaction: Queryable,
  event: EventOf<'failed'>,
): Promise<void> {
  const debit = await lockReported(context, transaction, event);
  if (debit?.state !== 'announced' && debit?.state !== 'submitted') return;
  const { isCancelled = false, reason, detail } = event;
  if (isCancelled) await noteDebitCancelled(context, transaction, debit, detail);
  else await noteDebitReturn(context, transaction, debit, { code: returnCodeOf(reason), detail });
}

/** The debit that a payment came from; the account is locked by the caller. */
export async function debitOfPayment(
  { siteId }: SiteContext,
  transaction: Queryable,
  { id: entryId, method }: Entry,
): Promise<Debit | undefined> {
  return method === 'direct-debit' ? lockDebitBy(transaction, { siteId, entryId }) : undefined;
}

/** The money of a paid debit was taken back; the caller has posted that. */
export async function noteReportedReturn(
  context: ReportContext,
  transaction: Queryable,
  debit: Debit,
  reason: string | null,
): Promise<void> {
  if (debit.state === 'paid')
    await noteDebitReturn(context, transaction, debit, { code: returnCodeOf(reason), detail: reason });
}
