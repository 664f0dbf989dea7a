import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS, type Instant } from '../core/values/zone.js';
import { moneyFor, postMoney } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import type { Entry, NewEntry } from '../store/ledger/entries.js';

/** Clocks differ a little; a payment further ahead than this has a wrong date. */
const AHEAD_MS = 5 * 60_000;
/** What came in before the account was there may be put down once it is; what is older has a wrong date. */
const BEFORE_OPENING_MS = 60 * DAY_MS;

export interface PaymentInput {
  /** Major units of the account's currency. */
  readonly amount: string;
  /** How it was paid: `bank`, `cash`, `card` …; names the contra account. */
  readonly method: string;
  readonly reference?: string | undefined;
  /** When it was received, 60 days before the account was opened at the earliest; now when left out. */
  readonly receivedAt?: Instant | undefined;
}

/**
 * Posts a payment to a client's tab. Commits the entry, its idempotency key and the outbox row together, then tells
 * the workflow, so that a suspended site is back at once. A closed account takes it, too: what it owes can be paid, and
 * no site comes back by that. Refuses: not_found, invalid, idempotency_conflict.
 */
export async function recordPayment(
  context: SiteContext,
  accountId: string,
  input: PaymentInput,
  key?: string,
): Promise<Entry | Refusal> {
  const money = await moneyFor(context, accountId, input.amount);
  if (isRefusal(money)) return money;
  const { amount, currency, openedAt } = money;
  const effectiveAt = input.receivedAt ?? context.now;
  if (effectiveAt > context.now + AHEAD_MS)
    return refuse('invalid', 'must not be in the future', 'receivedAt');
  if (effectiveAt < openedAt - BEFORE_OPENING_MS) {
    return refuse('invalid', 'must not be more than 60 days before the account was opened', 'receivedAt');
  }
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
}

/** A payment as a line of the tab. */
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
    description: `Payment (${method})`,
    method,
    effectiveAt,
    ...(reference === undefined ? {} : { reference }),
  };
}
