import type { ProviderEvent, ProviderKind } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import { type Entry, findEntry, type NewEntry, type PaymentEvent, postEntries } from '../store/index.js';
import { relayFrom, type SignalName, type SiteContext } from './context.js';

/** One report in hand, inside the transaction that acts on it, with all that was reported of its payment before. */
export interface Case<Event extends ProviderEvent = ProviderEvent> {
  readonly context: SiteContext;
  readonly transaction: Queryable;
  readonly provider: ProviderKind;
  readonly event: Event;
  readonly history: readonly PaymentEvent[];
}

export type EventOf<Kind extends ProviderEvent['kind']> = Extract<ProviderEvent, { kind: Kind }>;

/** What became of it. */
export interface Settled {
  readonly state: 'posted' | 'noted' | 'waiting' | 'refused';
  readonly accountId?: string;
  readonly entryId?: string;
  readonly detail?: string;
  readonly isUrgent?: boolean;
}

const IS_GONE = 'The account is no longer in this site’s books.';

/** The entry of the payment a report is about, or what becomes of a report without one. */
export async function paymentOf({ context, transaction, history }: Case): Promise<Entry | Settled> {
  const paid = history.find(
    ({ kind, state }) => kind === 'paid' && (state === 'posted' || state === 'refused'),
  );
  if (paid === undefined) return { state: 'waiting', detail: 'The payment it is about is not known yet.' };
  if (paid.entryId === null) return { state: 'noted', detail: 'The payment it is about was not posted.' };
  const entry = await findEntry(transaction, context.siteId, paid.entryId);
  if (entry === undefined)
    return { state: 'refused', detail: 'The payment is no longer in this site’s books.' };
  return entry;
}

export function isSettled(found: Entry | Settled): found is Settled {
  return 'state' in found;
}

/** Whether a step of this refund or dispute was taken already. */
export function hasHappened(
  { history }: Pick<Case, 'history'>,
  kind: ProviderEvent['kind'],
  subject: string,
  state?: Settled['state'],
): PaymentEvent | undefined {
  return history.find(
    (event) =>
      event.kind === kind && event.subject === subject && (state === undefined || event.state === state),
  );
}

/** Posts one entry that a provider's report leads to. */
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
    // The money has moved, whatever the account is in.
    afterClosing: true,
    signal: { name: signal, relayFrom: relayFrom(context) },
  });
  if (posted === undefined) return { state: 'refused', accountId, detail: IS_GONE };
  return { state: 'posted', accountId, entryId: posted.id, isUrgent: posted.accountState === 'suspended' };
}

/** What a report is about, beside its payment. */
export function subjectOf(event: ProviderEvent): string {
  if ('refundId' in event) return event.refundId;
  return 'disputeId' in event ? event.disputeId : event.paymentId;
}
