import {
  formatAmount,
  isProviderKind,
  isRefusal,
  type ProviderKind,
  type Refusal,
  refuse,
} from '../billing/index.js';
import { inTransaction, isId } from '../platform/index.js';
import {
  type Entry,
  findEntry,
  findEventOfEntry,
  insertAudit,
  listEventsOfPayment,
  listProviders,
  type PaymentEvent,
} from '../store/index.js';
import type { SiteContext } from './context.js';
import { fingerprintOf } from './fingerprint.js';
import { openProvider, type PaymentTools, troubleOf } from './openProvider.js';
import { positiveAmount } from './postMoney.js';
import { takeProviderEvent } from './takeProviderEvent.js';

const NO_ENTRY = refuse('not_found', 'There is no such entry.');

export interface RefundedPayment {
  /** `pending`: the provider has yet to say that the money went back; the entry follows then. */
  readonly outcome: 'refunded' | 'pending';
  readonly provider: ProviderKind;
  readonly payment: Entry;
}

/** What of a payment can be given back through the provider it came by. */
export interface Refundable {
  readonly provider: ProviderKind;
  /** Minor units of the entry's currency: what of it was not given back before. */
  readonly left: bigint;
}

/** Whether a payment can be given back by its provider, and how much of it; nothing when it cannot. */
export async function readRefundable(
  { sql, siteId }: Pick<SiteContext, 'sql' | 'siteId'>,
  entry: Pick<Entry, 'id' | 'kind' | 'amount'>,
): Promise<Refundable | undefined> {
  const reported = entry.kind === 'payment' ? await findEventOfEntry(sql, entry.id) : undefined;
  if (reported === undefined || !isProviderKind(reported.provider)) return undefined;
  const { provider, paymentId } = reported;
  const [events, providers] = await Promise.all([
    listEventsOfPayment(sql, { siteId, provider, paymentId }),
    listProviders(sql, siteId),
  ]);
  const isOn = providers.some((row) => row.provider === provider && row.enabled);
  const left = entry.amount - givenBack(events);
  return isOn && left > 0n ? { provider, left } : undefined;
}

function givenBack(events: readonly PaymentEvent[]): bigint {
  const failed = new Set(events.flatMap(({ kind, subject }) => (kind === 'refund-failed' ? [subject] : [])));
  return events
    .filter(({ kind, state, subject }) => kind === 'refunded' && state === 'posted' && !failed.has(subject))
    .reduce((sum, { amount }) => sum + (amount ?? 0n), 0n);
}

/**
 * Gives a payment, or a part of it, back through the provider it came by; the refund's entry follows its report. The
 * same key is the same refund.
 */
export async function refundPayment(
  context: SiteContext & PaymentTools,
  entryId: string,
  input: { readonly amount?: string | undefined },
  key: string,
): Promise<RefundedPayment | Refusal> {
  const payment = isId(entryId) ? await findEntry(context.sql, context.siteId, entryId) : undefined;
  if (payment === undefined) return NO_ENTRY;
  const reported = payment.kind === 'payment' ? await findEventOfEntry(context.sql, entryId) : undefined;
  if (reported === undefined || !isProviderKind(reported.provider)) {
    return refuse('conflict', 'This did not come by a provider; record what is given back by hand.');
  }
  const minor = input.amount === undefined ? payment.amount : positiveAmount(input.amount, payment.currency);
  if (isRefusal(minor)) return minor;
  if (minor > payment.amount) return refuse('invalid', 'is more than was paid', 'amount');
  const provider = await openProvider(context, context.siteId, reported.provider);
  if (isRefusal(provider)) return provider;
  const { paymentId } = reported;
  const id = fingerprintOf('provider-refund', { siteId: context.siteId, entryId, key })
    .toString('hex')
    .slice(0, 40);
  const answer = await provider.refund({ id, paymentId, minor, currency: payment.currency });
  if ('detail' in answer) return troubleOf(answer);
  let isNew = true;
  if (answer.outcome === 'refunded') {
    const taken = await takeProviderEvent(context, reported.provider, {
      kind: 'refunded',
      eventId: `refund/${answer.refundId}`,
      paymentId,
      refundId: answer.refundId,
      minor: answer.minor,
      currency: payment.currency,
      at: context.now,
    });
    isNew = taken !== 'repeated';
  }
  if (isNew) await note(context, payment, { minor, provider: reported.provider, outcome: answer.outcome });
  return { outcome: answer.outcome, provider: reported.provider, payment };
}

/** Who had it given back; the entry itself is posted on the provider's word. */
async function note(
  context: SiteContext,
  { id, accountId, currency }: Entry,
  { minor, ...after }: { minor: bigint; provider: ProviderKind; outcome: string },
): Promise<void> {
  await inTransaction(context.sql, (transaction) =>
    insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'payment.refund',
      subject: `entry/${id}`,
      after: { amount: formatAmount(minor, currency), ...after },
    }),
  );
}
