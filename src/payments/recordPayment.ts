import type { SiteContext } from '../core/context.js';
import { usualDescription } from '../core/values/entryTexts.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS, type Instant } from '../core/values/zone.js';
import { basicsOf, inCurrencyOf, positiveAmount, postMoney } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import type { Entry, NewEntry } from '../store/ledger/entries.js';

/** Clocks differ a little. A payment further in the future than this has a wrong date. */
const AHEAD_MS = 5 * 60_000;
/** Money received shortly before the account was opened may be recorded. An older payment has a wrong date. */
const BEFORE_OPENING_MS = 60 * DAY_MS;

export interface PaymentInput {
  /** Major units of the account's currency. */
  readonly amount: string;
  /** How it was paid: `bank`, `cash`, `card` …; names the contra account. */
  readonly method: string;
  readonly reference?: string | undefined;
  /** When it was received: at the earliest 60 days before the account was opened. Default: now. */
  readonly receivedAt?: Instant | undefined;
}

/**
 * Posts a payment to an account. Commits the entry, its idempotency key and the outbox row together, then signals the
 * workflow, so that a suspended site is reactivated at once. A closed account accepts payments of what it owes, but
 * they reactivate no site. Refuses: not_found, invalid, idempotency_conflict.
 */
export async function recordPayment(
  context: SiteContext,
  accountId: string,
  input: PaymentInput,
  key?: string,
): Promise<Entry | Refusal> {
  const effectiveAt = input.receivedAt ?? context.now;
  const misdated = await refuseReceivedAt(context, accountId, input.receivedAt);
  if (misdated !== undefined) return misdated;
  return inCurrencyOf(context, accountId, async (currency) => {
    const amount = positiveAmount(input.amount, currency);
    if (isRefusal(amount)) return amount;
    const request = {
      operation: 'payment',
      accountId,
      currency,
      key,
      input,
      signal: 'paymentReceived' as const,
      afterClosing: true,
    };
    return postMoney(context, request, [paymentEntry(context, input, { amount, effectiveAt })]);
  });
}

async function refuseReceivedAt(
  context: SiteContext,
  accountId: string,
  receivedAt: Instant | undefined,
): Promise<Refusal | undefined> {
  if (receivedAt === undefined) return undefined;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  if (receivedAt > context.now + AHEAD_MS)
    return refuse('invalid', 'must not be in the future', 'receivedAt');
  if (receivedAt >= basics.openedAt - BEFORE_OPENING_MS) return undefined;
  return refuse('invalid', 'must not be more than 60 days before the account was opened', 'receivedAt');
}

/** A payment as an entry. */
export function paymentEntry(
  { now }: Pick<SiteContext, 'now'>,
  { method, reference }: Pick<PaymentInput, 'method' | 'reference'>,
  { amount, effectiveAt }: { readonly amount: bigint; readonly effectiveAt: Instant },
): NewEntry {
  return {
    id: newId(now),
    kind: 'payment',
    amount,
    contraAccount: `cash:${method}`,
    description: usualDescription('payment', method),
    method,
    effectiveAt,
    ...(reference === undefined ? {} : { reference }),
  };
}
