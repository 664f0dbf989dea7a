import type { ProviderEvent, ProviderKind } from '../../billing/payment.js';
import { retryFrom, type SignalName, type SiteContext } from '../../core/context.js';
import { documentPayment } from '../../invoices/documentPayments.js';
import { correctAfter } from '../../ledger/postMoney.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { insertAudit } from '../../store/core/audit.js';
import { addToOutbox } from '../../store/core/outbox.js';
import { type Entry, findEntry, type NewEntry, postEntries } from '../../store/ledger/entries.js';
import type { PaymentEvent, PaymentEventState } from '../../store/payments/payments.js';

export type TakingContext = SiteContext & { readonly secrets: Pick<SecretBox, 'seal'> };

/** The current report, inside the transaction that acts on it, with all reports of its payment including itself. */
export interface Case<Event extends ProviderEvent = ProviderEvent> {
  readonly context: TakingContext;
  readonly transaction: Queryable;
  readonly provider: ProviderKind;
  readonly event: Event;
  readonly history: readonly PaymentEvent[];
}

export type EventOf<Kind extends ProviderEvent['kind']> = Extract<ProviderEvent, { kind: Kind }>;

/** The result of a report. */
export interface Settled {
  readonly state: PaymentEventState;
  readonly accountId?: string;
  readonly entryId?: string;
  readonly detail?: string;
  readonly isUrgent?: boolean;
}

const IS_GONE = 'The account no longer belongs to this tenant.';

/** The entry of the payment a report is about, or the result for a report without one. */
export async function paymentOf({ context, transaction, history }: Case): Promise<Entry | Settled> {
  const paidReports = history.filter(({ kind }) => kind === 'paid');
  const paid =
    paidReports.find(({ state }) => state === 'posted') ??
    paidReports.find(({ state }) => state === 'refused');
  if (paid === undefined) {
    const foreign = history.find(({ state }) => state === 'foreign');
    if (foreign !== undefined) return { state: 'foreign', detail: foreign.detail ?? FOREIGN };
    return { state: 'waiting', detail: 'The payment is not known yet. Sitetab asks the provider about it.' };
  }
  if (paid.entryId === null) return { state: 'refused', detail: NOT_POSTED };
  const entry = await findEntry(transaction, context.siteId, paid.entryId);
  if (entry === undefined)
    return { state: 'refused', detail: 'The payment no longer belongs to this tenant.' };
  return entry;
}

/** The detail of a payment that another shop took. */
export const FOREIGN =
  'The payment was made in another shop with the same provider account. You do not need to do anything.';

/** The detail for reports about a payment that is itself listed. */
export const NOT_POSTED = 'The payment could not be posted either. Post both on the account.';

export function isSettled(found: Entry | Settled): found is Settled {
  return 'state' in found;
}

/** Posts one entry for a provider's report. */
export async function postReported(
  { context, transaction }: Case,
  accountId: string,
  entry: NewEntry,
  signal: SignalName,
): Promise<Settled> {
  const [posted] = await postEntries(transaction, {
    accountId,
    siteId: context.siteId,
    entries: [entry],
    actor: context.actor,
    postedAt: context.now,
    // The money has already moved, so the account's state does not matter.
    afterClosing: true,
    signal: { name: signal, retryFrom: retryFrom(context) },
  });
  if (posted === undefined) return { state: 'refused', accountId, detail: IS_GONE };
  if (posted.kind === 'payment') await documentPayment(context, transaction, context.siteId, posted);
  else if (posted.amount < 0n) await correctAfter(context, transaction, posted, posted.corrects);
  return { state: 'posted', accountId, entryId: posted.id, isUrgent: posted.accountState === 'suspended' };
}

/** Signals the workflow and writes an audit row for a change that has no entry. */
export async function recordChange(
  { context, transaction, event }: Case,
  { accountId, id }: Entry,
  action: string,
  signal: SignalName,
): Promise<void> {
  await addToOutbox(transaction, [{ accountId, signal, about: id }], context.now, retryFrom(context));
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action,
    subject: `entry/${id}`,
    after: { reported: event.kind },
  });
}

/** The part of a payment that a report is about. */
export function subjectOf(event: ProviderEvent): string {
  if ('objectId' in event) return event.objectId;
  if ('refundId' in event) return event.refundId;
  return 'disputeId' in event ? event.disputeId : event.paymentId;
}
