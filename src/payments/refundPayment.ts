import { isProviderKind, type ProviderKind } from '../billing/payment.js';
import type { SiteContext } from '../core/context.js';
import { fingerprintOf } from '../core/fingerprint.js';
import { KEY_REUSED, onceOnly } from '../core/onceOnly.js';
import { formatAmount } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { positiveAmount } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import { findKey } from '../store/core/idempotency.js';
import { type Entry, findEntry } from '../store/ledger/entries.js';
import { findEventOfEntry } from '../store/payments/payments.js';
import { listProviders } from '../store/payments/providers.js';
import { freeOf, refuseBeyondPayment } from './moneyBack.js';
import { openProvider, type PaymentTools, troubleOf } from './openProvider.js';
import { handleProviderEvent } from './reports/handleProviderEvent.js';

const NO_ENTRY = refuse('not_found', 'Entry not found.');

export interface RefundedPayment {
  /** `pending`: the provider has not yet reported that the money went back; the entry follows with its report. */
  readonly outcome: 'refunded' | 'pending';
  readonly provider: ProviderKind;
  readonly payment: Entry;
}

/** The part of a payment that can be refunded through its provider. */
export interface Refundable {
  readonly provider: ProviderKind;
  /** Minor units of the entry's currency, less earlier refunds. */
  readonly left: bigint;
}

/** How much of a payment can be refunded by its provider; undefined when it cannot be. */
export async function loadRefundable(
  { sql, siteId }: Pick<SiteContext, 'sql' | 'siteId'>,
  entry: Entry,
): Promise<Refundable | undefined> {
  const reported = entry.kind === 'payment' ? await findEventOfEntry(sql, entry.id) : undefined;
  if (reported === undefined || !isProviderKind(reported.provider)) return undefined;
  const { provider } = reported;
  const [free, providers] = await Promise.all([freeOf(sql, entry), listProviders(sql, siteId)]);
  const isOn = providers.some((row) => row.provider === provider && row.enabled);
  return isOn && free > 0n ? { provider, left: free } : undefined;
}

type Refunding = SiteContext & PaymentTools;

/**
 * Refunds a payment, or a part of it, through its provider. The refund's entry follows the provider's report. The same
 * key is the same refund, even if less of the payment is left by then.
 */
export async function refundPayment(
  context: Refunding,
  entryId: string,
  input: { readonly amount?: string | undefined },
  key: string,
): Promise<RefundedPayment | Refusal> {
  const { sql, siteId } = context;
  const payment = isId(entryId) ? await findEntry(sql, siteId, entryId) : undefined;
  if (payment === undefined) return NO_ENTRY;
  const reported = payment.kind === 'payment' ? await findEventOfEntry(sql, entryId) : undefined;
  if (reported === undefined || !isProviderKind(reported.provider)) {
    return refuse('conflict', 'This payment did not come from a provider. Record the refund instead.');
  }
  const { provider, paymentId } = reported;
  const request = { operation: 'provider-refund', key, input: { entryId, ...input } };
  const before = await answerOf(context, request);
  if (isRefusal(before)) return before;
  if (before !== undefined) return { outcome: before.outcome, provider, payment };
  const minor =
    input.amount === undefined ? await freeOf(sql, payment) : positiveAmount(input.amount, payment.currency);
  if (isRefusal(minor)) return minor;
  const beyond = await refuseBeyondPayment(sql, payment, minor);
  if (beyond !== undefined) return beyond;
  const outcome = await askProvider(context, { payment, paymentId, provider, minor, key });
  if (isRefusal(outcome)) return outcome;
  await onceOnly(context, request, async (transaction) => {
    await note(context, transaction, payment, { minor, provider, outcome });
    return { outcome };
  });
  return { outcome, provider, payment };
}

type Outcome = RefundedPayment['outcome'];

/** The earlier response for this key. */
async function answerOf(
  { sql, siteId }: Refunding,
  { operation, key, input }: { operation: string; key: string; input: object },
): Promise<{ readonly outcome: Outcome } | Refusal | undefined> {
  const used = await findKey(sql, siteId, key);
  if (used === undefined) return undefined;
  const isSame = used.fingerprint.equals(fingerprintOf(operation, input)) && used.response !== null;
  return isSame ? (used.response as { readonly outcome: Outcome }) : KEY_REUSED;
}

interface RefundRequest {
  readonly payment: Entry;
  readonly paymentId: string;
  readonly provider: ProviderKind;
  readonly minor: bigint;
  readonly key: string;
}

async function askProvider(
  context: Refunding,
  { payment, paymentId, provider: kind, minor, key }: RefundRequest,
): Promise<Outcome | Refusal> {
  const { siteId } = context;
  const provider = await openProvider(context, siteId, kind);
  if (isRefusal(provider)) return provider;
  const id = fingerprintOf('provider-refund', { siteId, entryId: payment.id, key })
    .toString('hex')
    .slice(0, 40);
  const response = await provider.refund({ id, paymentId, minor, currency: payment.currency });
  if ('detail' in response) return troubleOf(response);
  if (response.outcome === 'refunded') {
    await handleProviderEvent(context, kind, {
      kind: 'refunded',
      eventId: `refund/${response.refundId}`,
      paymentId,
      refundId: response.refundId,
      minor: response.minor,
      currency: payment.currency,
      at: context.now,
    });
  }
  return response.outcome;
}

/** The actor who requested it. The entry itself is posted when the provider reports it. */
async function note(
  context: SiteContext,
  transaction: Queryable,
  { id, accountId, currency }: Entry,
  { minor, ...after }: { minor: bigint; provider: ProviderKind; outcome: string },
): Promise<void> {
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId,
    action: 'payment.refund',
    subject: `entry/${id}`,
    after: { amount: formatAmount(minor, currency), ...after },
  });
}
