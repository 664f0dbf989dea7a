import { taxColumns } from '../billing/tax/storedTax.js';
import type { SiteContext } from '../core/context.js';
import { parseAmount, taxOn } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { chargedOf, formatWithCurrency, least, leftOf } from '../payments/moneyBack.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import { type Entry, findEntry, type NewEntry } from '../store/ledger/entries.js';
import { findMoneyLeft } from '../store/payments/moneyBack.js';
import { isDisputed } from '../store/suspension/states.js';
import { basicsOf, NO_ACCOUNT, type Posted, postMoney, postUnderLock, taxOf } from './postMoney.js';
import { bearsTax, openTaxesOf } from './reverseEntry.js';

export interface AdjustmentInput {
  /** Signed from the client's side: "5.00" is goodwill, "-5.00" reverses it. */
  readonly amount: string;
  readonly description: string;
  /** The charge that this partly returns, with that part's tax. */
  readonly charge?: string | undefined;
  /** `write-off`: gives up what the client owes and will not pay; the description gives the reason. */
  readonly kind?: 'correction' | 'write-off' | undefined;
}

/**
 * Adjusts an account by hand, in either direction, without tax; or returns a part of a charge with its tax; or writes
 * off what a client owes. The latter two are bounded under the account's lock, and are possible on closed accounts.
 */
export async function postAdjustment(
  context: SiteContext,
  accountId: string,
  input: AdjustmentInput,
  key?: string,
): Promise<Entry | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const { currency } = basics;
  const amount = parseAmount(input.amount, currency, 'amount');
  if (isRefusal(amount)) return amount;
  if (amount === 0n) return refuse('invalid', 'must not be zero', 'amount');
  const signal = amount > 0n ? ('paymentReceived' as const) : ('chargePosted' as const);
  const request = { operation: 'adjustment', accountId, currency, key, input, signal };
  const { charge, kind = 'correction' } = input;
  const entry = adjustmentEntry(context, amount, input);
  if (charge === undefined && kind === 'correction') return postMoney(context, request, [entry]);
  if (charge !== undefined && kind === 'write-off')
    return refuse('invalid', 'cannot be used with a write-off', 'charge');
  if (amount < 0n) return refuse('invalid', 'must be more than zero', 'amount');
  return postUnderLock(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    return charge === undefined
      ? writeOff(transaction, { accountId, currency, entry })
      : creditOf(context, transaction, { accountId, chargeId: charge, entry });
  });
}

/** An adjustment as a line of the account. */
export function adjustmentEntry(
  { now }: Pick<SiteContext, 'now'>,
  amount: bigint,
  input: Pick<AdjustmentInput, 'kind' | 'description'>,
): NewEntry {
  const isWriteOff = input.kind === 'write-off';
  return {
    id: newId(now),
    kind: 'adjustment',
    amount,
    contraAccount: isWriteOff ? 'write-offs' : 'adjustments',
    description: input.description,
    effectiveAt: now,
    ...(isWriteOff ? { category: 'write-off' } : {}),
  };
}

async function writeOff(
  transaction: Queryable,
  { accountId, currency, entry }: { accountId: string; currency: string; entry: NewEntry },
): Promise<Posted | Refusal> {
  const { balance } = await findMoneyLeft(transaction, accountId);
  if (balance >= 0n) return refuse('conflict', 'The client owes nothing.');
  if (entry.amount > -balance)
    return refuse(
      'invalid',
      `is more than the client owes: ${formatWithCurrency(-balance, { currency })}`,
      'amount',
    );
  return { entries: [entry], noted: { reason: entry.description } };
}

/** A part of a charge, with that part's tax. The rest of a charge takes the rest of its tax. */
async function creditOf(
  context: SiteContext,
  transaction: Queryable,
  { accountId, chargeId, entry }: { accountId: string; chargeId: string; entry: NewEntry },
): Promise<Posted | Refusal> {
  const charge = isId(chargeId) ? await findEntry(transaction, context.siteId, chargeId) : undefined;
  if (charge?.accountId !== accountId || charge.kind !== 'charge' || charge.amount > 0n)
    return refuse('invalid', 'is not a charge of this account', 'charge');
  if (await isDisputed(transaction, chargeId))
    return refuse('conflict', 'This charge is in dispute. Resolve the dispute first.');
  const whole = await leftOf(transaction, charge);
  const charged = await chargedOf(transaction, charge);
  const left = charged === undefined ? whole : least(whole, charged.net);
  if (entry.amount > left)
    return refuse(
      'invalid',
      `is more than the rest of this charge: ${formatWithCurrency(left, charge)}`,
      'amount',
    );
  const rate = taxOf(charge);
  if (isRefusal(rate)) return rate;
  const [open] = await openTaxesOf(transaction, charge);
  const tax = open && { ...open, left: charged === undefined ? open.left : least(open.left, charged.tax) };
  if (rate === null || !(await bearsTax(transaction, charge)))
    return { entries: [{ ...entry, corrects: chargeId }], noted: {} };
  const borne = taxColumns(rate);
  const credit = { ...entry, corrects: chargeId, ...borne };
  if (tax === undefined) return { entries: [credit], noted: {} };
  const size = entry.amount === left ? tax.left : least(taxOn(entry.amount, rate.percent), tax.left);
  if (size === 0n) return { entries: [credit], noted: {} };
  const back: NewEntry = {
    id: newId(context.now),
    kind: 'tax',
    amount: size,
    contraAccount: tax.tax.contraAccount,
    description: `${rate.name} on ${entry.description}`,
    taxes: entry.id,
    corrects: tax.tax.id,
    ...borne,
    effectiveAt: context.now,
  };
  return { entries: [credit, back], noted: {} };
}
