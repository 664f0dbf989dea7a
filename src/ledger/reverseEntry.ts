import { storedTax, taxColumns } from '../billing/tax/storedTax.js';
import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { formatAmount } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { leftOf, NOTHING_LEFT, reversibleOf } from '../payments/moneyBack.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addDisputed, lockAccount } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import {
  type Entry,
  findEntry,
  listReductionsOf,
  type NewEntry,
  postEntries,
  reversalOf,
  taxesOf,
} from '../store/ledger/entries.js';
import { isDisputed, resolveDispute } from '../store/suspension/states.js';
import { correctAfter, roundAfterClosing } from './postMoney.js';

const NO_ENTRY = refuse('not_found', 'Entry not found.');
const OF_THE_SUM = refuse(
  'conflict',
  'This entry is a rounding difference of tax. Reverse the charge instead: its tax is reversed too.',
);
const ALL_BACK = refuse('conflict', 'This entry was already refunded in full.');

/**
 * Corrects an entry by a linked reversal of what is left of it; a charge's tax is reversed with it. Refuses a second
 * reversal, and the reversal of a reversal. A reversed line stays reversed: settlement does not post it again.
 */
export async function reverseEntry(
  context: SiteContext,
  entryId: string,
  input: { readonly reason?: string | undefined },
  key?: string,
): Promise<Entry | Refusal> {
  const entry = await findEntry(context.sql, context.siteId, entryId);
  if (entry === undefined) return NO_ENTRY;
  const request = { operation: 'reverse', key, input: { entryId, ...input } };
  const posted = await onceOnly(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, entry.accountId))) return NO_ENTRY;
    const reversal = await postReversal(context, transaction, entry, input.reason);
    return isRefusal(reversal) ? reversal : { id: reversal.id };
  });
  if (isRefusal(posted)) return posted;
  context.wakeAccount(entry.accountId);
  return (await findEntry(context.sql, context.siteId, posted.id)) ?? NO_ENTRY;
}

/**
 * Posts the reversal inside a transaction that has locked the account. It covers what is left if a part of the entry
 * was returned before.
 */
export async function postReversal(
  context: SiteContext,
  transaction: Queryable,
  entry: Entry,
  reason: string | undefined,
): Promise<Entry | Refusal> {
  if (entry.kind === 'reversal')
    return refuse('conflict', 'A reversal cannot be reversed. Post a new entry instead.');
  if (entry.kind === 'tax' && entry.taxes === undefined) return OF_THE_SUM;
  if (await reversalOf(transaction, entry.id)) return refuse('conflict', 'This entry is already reversed.');
  if (entry.taxes !== undefined && (await isDisputed(transaction, entry.taxes)))
    return refuse('conflict', 'The charge of this tax is in dispute. Resolve the dispute first.');
  const left = await reversibleOf(transaction, entry);
  if (left === 0n) return entry.kind === 'payment' ? NOTHING_LEFT : ALL_BACK;
  const reversals = await reversalsFor(context, transaction, { entry, left, reason });
  const all = await postEntries(transaction, {
    accountId: entry.accountId,
    siteId: context.siteId,
    entries: reversals,
    actor: context.actor,
    postedAt: context.now,
    afterClosing: true,
    signal: { name: entry.amount > 0n ? 'chargePosted' : 'paymentReceived', retryFrom: retryFrom(context) },
  });
  const [posted] = all;
  if (posted === undefined) return NO_ENTRY;
  if (posted.accountState === 'closed') await roundAfterClosing(context, transaction, posted);
  if (entry.kind === 'payment') await correctAfter(context, transaction, entry, entry.id);
  // A reversed entry is no longer in dispute: both entries count again and cancel each other.
  const disputed = await resolveDispute(transaction, {
    entryId: entry.id,
    at: context.now,
    actor: context.actor,
    outcome: 'upheld',
  });
  if (disputed !== undefined) await addDisputed(transaction, entry.accountId, -disputed);
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId: entry.accountId,
    action: 'entry.reverse',
    subject: `entry/${entry.id}`,
    before: { balance: formatAmount(posted.balanceAfter - posted.amount, posted.currency) },
    after: {
      balance: formatAmount((all[all.length - 1] ?? posted).balanceAfter, posted.currency),
      amount: formatAmount(posted.amount, posted.currency),
      reversal: posted.id,
      reason: reason ?? null,
    },
  });
  return posted;
}

interface Reversed {
  readonly entry: Entry;
  /** The absolute amount that is left of it. */
  readonly left: bigint;
  readonly reason: string | undefined;
}

async function reversalsFor(
  context: SiteContext,
  transaction: Queryable,
  { entry, left, reason }: Reversed,
): Promise<[NewEntry, ...NewEntry[]]> {
  const reversal = (of: Entry, size: bigint): NewEntry => ({
    id: newId(context.now),
    kind: 'reversal',
    amount: of.amount < 0n ? size : -size,
    contraAccount: of.contraAccount,
    description: `Reversal of ${isWhole(of, size) ? '' : 'what is left of '}no. ${of.number}: ${reason ?? of.description}`,
    reverses: of.id,
    effectiveAt: context.now,
  });
  const withTaxes = async (of: Entry, size: bigint): Promise<[NewEntry, ...NewEntry[]]> => {
    const taxes = await openTaxesOf(transaction, of);
    const tax = storedTax(of);
    const borne = tax !== null && (await bearsTax(transaction, of)) ? taxColumns(tax) : {};
    return [
      { ...reversal(of, size), ...borne },
      ...taxes.map(({ tax, left: size }) => ({ ...reversal(tax, size), ...borne })),
    ];
  };
  const reversals = await withTaxes(entry, left);
  for (const { of, size } of await reductionsWith(transaction, entry)) {
    // The tax of a charge alone takes the tax of what reduced it along.
    if (entry.kind === 'charge') reversals.push(...(await withTaxes(of, size)));
    else for (const { tax, left } of await openTaxesOf(transaction, of)) reversals.push(reversal(tax, left));
  }
  return reversals;
}

/** What promotions took off a charge, or off the charge of a tax, that was not reversed by itself. */
async function reductionsWith(
  transaction: Queryable,
  entry: Entry,
): Promise<{ readonly of: Entry; readonly size: bigint }[]> {
  const charge = entry.taxes === undefined ? entry : await findEntry(transaction, undefined, entry.taxes);
  if (charge?.kind !== 'charge' || charge.promotionId !== undefined) return [];
  const found: { of: Entry; size: bigint }[] = [];
  for (const of of await listReductionsOf(transaction, charge)) {
    if ((await reversalOf(transaction, of.id)) !== undefined) continue;
    const size = await leftOf(transaction, of);
    if (size > 0n) found.push({ of, size });
  }
  return found;
}

function isWhole({ amount }: Entry, size: bigint): boolean {
  return size === (amount < 0n ? -amount : amount);
}

/** Whether an entry bears a tax that was not reversed by itself, including one that is rounded to zero. */
export async function bearsTax(transaction: Queryable, entry: Entry): Promise<boolean> {
  if (entry.kind === 'tax' || entry.taxName === undefined) return false;
  const taxes = await taxesOf(transaction, entry.id);
  for (const tax of taxes) if ((await reversalOf(transaction, tax.id)) === undefined) return true;
  return taxes.length === 0;
}

/** The taxes on an entry that were not reversed by themselves, with the absolute amount left of each. */
export async function openTaxesOf(
  transaction: Queryable,
  entry: Entry,
): Promise<{ readonly tax: Entry; readonly left: bigint }[]> {
  const open: { tax: Entry; left: bigint }[] = [];
  for (const tax of await taxesOf(transaction, entry.id)) {
    if (await reversalOf(transaction, tax.id)) continue;
    const left = await leftOf(transaction, tax);
    if (left > 0n) open.push({ tax, left });
  }
  return open;
}
