import type { SiteContext } from '../core/context.js';
import { formatAmount } from '../core/values/money.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addDisputed } from '../store/accounts/accounts.js';
import { type Entry, findEntry } from '../store/ledger/entries.js';
import {
  findLeft,
  findLineLeft,
  findMoneyLeft,
  listContested,
  listPaymentsLeft,
  trimDispute,
} from '../store/payments/moneyBack.js';

/*
 * The refunds, chargebacks, credits and reversals of an entry never exceed the entry. A caller that posts afterwards
 * must hold the account's lock.
 */

/** The amount of an entry that can still be given or taken back; never negative. */
export async function leftOf(sql: Queryable, entry: Entry): Promise<bigint> {
  const own = await ownLeft(sql, entry);
  if (entry.kind === 'payment') return least(own, await paymentsLeft(sql, entry.accountId));
  if (entry.kind === 'charge') return lineLeft(sql, entry, own, 'net');
  if (entry.kind !== 'tax' || entry.taxes === undefined) return own;
  const charge = await findEntry(sql, undefined, entry.taxes);
  return charge === undefined ? own : lineLeft(sql, charge, own, 'tax');
}

/** The part of a charge that was really charged, less what promotions took off it, and the tax on that. */
export async function chargedOf(
  sql: Queryable,
  charge: Entry,
): Promise<{ readonly net: bigint; readonly tax: bigint } | undefined> {
  const { accountId, periodDate, assignmentId, line, promotionId } = charge;
  if (periodDate === undefined || assignmentId === undefined || line === undefined) return undefined;
  if (promotionId !== undefined) return undefined;
  const { net, tax } = await findLineLeft(sql, { accountId, periodDate, assignmentId, line });
  return { net: most(0n, -net), tax: most(0n, -tax) };
}

async function ownLeft(sql: Queryable, { id, amount }: Entry): Promise<bigint> {
  return sizeOf(await findLeft(sql, id), amount);
}

/** A refund that names no payment is of all payments together, less what credits without a payment covered. */
async function paymentsLeft(sql: Queryable, accountId: string): Promise<bigint> {
  const { payments, unnamed, credits } = await findMoneyLeft(sql, accountId);
  return most(0n, payments - most(0n, unnamed - credits));
}

/** The part of a line that settlement gave back cannot be given back again by the line's first charge. */
async function lineLeft(sql: Queryable, charge: Entry, own: bigint, part: 'net' | 'tax'): Promise<bigint> {
  const { accountId, periodDate, assignmentId, line, promotionId = null } = charge;
  if (periodDate === undefined || assignmentId === undefined || line === undefined) return own;
  // What gives back, such as a correction, has no such limit; what a promotion took off is above zero.
  if (charge.amount > 0n && promotionId === null) return own;
  const left = await findLineLeft(sql, { accountId, periodDate, assignmentId, line, promotionId });
  if (promotionId === null) return least(own, most(0n, -left[part]));
  return charge.amount > 0n ? least(own, most(0n, left[part])) : own;
}

/**
 * The part of a payment that can be given or taken back by hand: what is left and not in dispute, counting also
 * disputes of other payments that need the same money.
 */
export async function freeOf(sql: Queryable, payment: Entry): Promise<bigint> {
  const open = await listContested(sql, payment.accountId);
  const own = sumOf(open.filter(({ entryId }) => entryId === payment.id));
  return most(
    0n,
    least((await ownLeft(sql, payment)) - own, (await paymentsLeft(sql, payment.accountId)) - sumOf(open)),
  );
}

/** The same when this also ends the payment's own disputes. */
export async function reversibleOf(sql: Queryable, entry: Entry): Promise<bigint> {
  if (entry.kind !== 'payment') return leftOf(sql, entry);
  const others = (await listContested(sql, entry.accountId)).filter(({ entryId }) => entryId !== entry.id);
  return most(
    0n,
    least(await ownLeft(sql, entry), (await paymentsLeft(sql, entry.accountId)) - sumOf(others)),
  );
}

function sumOf(disputes: readonly { readonly amount: bigint }[]): bigint {
  return disputes.reduce((sum, { amount }) => sum + amount, 0n);
}

/** To be called after any part of a payment went back: disputes shrink to what is left. */
export async function trimDisputes(
  { now: at, actor }: Pick<SiteContext, 'now' | 'actor'>,
  transaction: Queryable,
  accountId: string,
): Promise<void> {
  const left = new Map<string, bigint>();
  let all = await paymentsLeft(transaction, accountId);
  for (const { id, entryId, amount } of await listContested(transaction, accountId)) {
    const own = left.get(entryId) ?? most(0n, await findLeft(transaction, entryId));
    const kept = least(amount, least(own, all));
    left.set(entryId, own - kept);
    all -= kept;
    if (kept === amount) continue;
    await trimDispute(transaction, { id, amount: kept, at, actor });
    await addDisputed(transaction, accountId, kept - amount);
  }
}

/** The refusal when an amount exceeds what is left of a payment; undefined when it fits. */
export async function refuseBeyondPayment(
  transaction: Queryable,
  payment: Entry,
  minor: bigint,
): Promise<Refusal | undefined> {
  if ((await leftOf(transaction, payment)) === 0n) return NOTHING_LEFT;
  const free = await freeOf(transaction, payment);
  if (free === 0n)
    return refuse('conflict', 'The rest of this payment is in dispute. Resolve the dispute first.');
  if (minor <= free) return undefined;
  return refuse(
    'invalid',
    `is more than the rest of this payment: ${formatWithCurrency(free, payment)}`,
    'amount',
  );
}

export const NOTHING_LEFT = refuse('conflict', 'This payment was already refunded or reversed in full.');

/** The refusal when a refund that names no payment exceeds the client's credit. */
export async function refuseBeyondCredit(
  transaction: Queryable,
  { accountId, currency }: { readonly accountId: string; readonly currency: string },
  minor: bigint,
): Promise<Refusal | undefined> {
  const { balance, contested } = await findMoneyLeft(transaction, accountId);
  const credit = most(0n, balance - contested);
  if (minor <= credit) return undefined;
  const has = `${formatAmount(credit, currency)} ${currency}`;
  const way = 'Choose a payment, or set beyondCredit with a reason';
  return refuse('invalid', `is more than the available credit: ${has}. ${way}`, 'amount');
}

/** A payment, and the part of it that can still be given back. */
export interface PaymentLeft {
  readonly payment: Entry;
  readonly left: bigint;
}

const PAYMENTS_SHOWN = 50;

/** The payments a refund can be of, newest first. */
export async function loadPaymentsLeft(
  { sql }: Pick<SiteContext, 'sql'>,
  accountId: string,
): Promise<PaymentLeft[]> {
  const [listed, all, contested] = await Promise.all([
    listPaymentsLeft(sql, accountId, PAYMENTS_SHOWN),
    paymentsLeft(sql, accountId),
    listContested(sql, accountId),
  ]);
  const free = all - sumOf(contested);
  return listed
    .map(({ payment, left }) => ({ payment, left: least(left, free) }))
    .filter(({ left }) => left > 0n);
}

export function formatWithCurrency(minor: bigint, { currency }: Pick<Entry, 'currency'>): string {
  return `${formatAmount(minor, currency)} ${currency}`;
}

/** What is left of an amount of this sign. */
function sizeOf(left: bigint, amount: bigint): bigint {
  return most(0n, amount < 0n ? -left : left);
}

export function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function most(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
