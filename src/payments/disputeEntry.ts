import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { CLOSED, correctAfter, positiveAmount } from '../ledger/postMoney.js';
import { openTaxesOf, postReversal } from '../ledger/reverseEntry.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addDisputed, findState, lockAccount } from '../store/accounts/accounts.js';
import { type AuditRow, insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { type Entry, findEntry, postEntries } from '../store/ledger/entries.js';
import { insertDispute, resolveDispute as endDispute } from '../store/suspension/states.js';
import { chargedOf, freeOf, least, leftOf, reversibleOf, formatWithCurrency } from './moneyBack.js';

const NO_ENTRY = refuse('not_found', 'Entry not found.');
const IN_DISPUTE = refuse('conflict', 'This entry is already in dispute.');

/**
 * Excludes an entry and its tax from headroom until the dispute is resolved. A charge the client contests does not
 * suspend them; a payment that is being recalled does not keep them active.
 */
export async function disputeEntry(
  context: SiteContext,
  entryId: string,
  input: { readonly reason: string; readonly amount?: string | undefined },
): Promise<Entry | Refusal> {
  const audit = {
    action: 'entry.dispute',
    before: { disputed: false },
    after: { disputed: true, ...input },
  };
  const request = { operation: 'dispute', key: undefined, input };
  return onEntry(context, { entryId, request, audit, afterClosing: false }, async (transaction, entry) => {
    if (entry.kind === 'tax')
      return refuse('conflict', 'Tax cannot be disputed. Dispute the charge instead.');
    if (entry.kind === 'reversal') return refuse('conflict', 'A reversal cannot be disputed.');
    const amount = await contestable(transaction, entry, input.amount);
    if (isRefusal(amount)) return amount;
    const opened = await insertDispute(transaction, {
      id: newId(context.now),
      entryId,
      accountId: entry.accountId,
      amount,
      reason: input.reason,
      at: context.now,
      actor: context.actor,
    });
    if (!opened) return IN_DISPUTE;
    await addDisputed(transaction, entry.accountId, amount);
    return undefined;
  });
}

/**
 * Ends an entry's disputes. `dismissed`: the entry counts again. `upheld`: the disputed part is taken back, once per
 * key.
 */
export async function resolveDispute(
  context: SiteContext,
  entryId: string,
  input: { readonly outcome: 'upheld' | 'dismissed'; readonly reason?: string | undefined },
  key?: string,
): Promise<Entry | Refusal> {
  const audit = { action: 'entry.resolve', before: { disputed: true }, after: { disputed: false, ...input } };
  const request = { operation: 'resolve', key, input: { entryId, ...input } };
  return onEntry(context, { entryId, request, audit, afterClosing: true }, async (transaction, entry) => {
    const amount = await endDispute(transaction, {
      entryId,
      at: context.now,
      actor: context.actor,
      outcome: input.outcome,
    });
    if (amount === undefined) return refuse('conflict', 'This entry is not in dispute.');
    await addDisputed(transaction, entry.accountId, -amount);
    if (input.outcome === 'dismissed') return undefined;
    const why = input.reason ?? 'dispute upheld';
    const isPart = entry.kind === 'payment' && amount < (await reversibleOf(transaction, entry));
    const taken = isPart
      ? await postChargeback(context, transaction, entry, { minor: amount, why })
      : await postReversal(context, transaction, entry, why);
    return isRefusal(taken) ? taken : undefined;
  });
}

/** The part of an entry a dispute can cover, with its tax, signed like the entry. */
async function contestable(
  transaction: Queryable,
  entry: Entry,
  part: string | undefined,
): Promise<bigint | Refusal> {
  const left = await leftOf(transaction, entry);
  if (left === 0n) return refuse('conflict', 'This entry was reversed or refunded.');
  if (entry.kind === 'payment') {
    const free = await freeOf(transaction, entry);
    if (free === 0n) return IN_DISPUTE;
    if (part === undefined) return free;
    const minor = positiveAmount(part, entry.currency);
    if (isRefusal(minor) || minor <= free) return minor;
    return refuse(
      'invalid',
      `is more than the rest of this payment: ${formatWithCurrency(free, entry)}`,
      'amount',
    );
  }
  if (part !== undefined) return refuse('invalid', 'is only possible for a payment', 'amount');
  const taxes = await openTaxesOf(transaction, entry);
  const tax = taxes.reduce((sum, each) => sum + each.left, 0n);
  if (entry.amount > 0n) return left + tax;
  // What promotions took off was never charged.
  const charged = entry.kind === 'charge' ? await chargedOf(transaction, entry) : undefined;
  return charged === undefined ? -(left + tax) : -(least(left, charged.net) + least(tax, charged.tax));
}

/** The part of a payment that a bank has taken back. */
async function postChargeback(
  context: SiteContext,
  transaction: Queryable,
  payment: Entry,
  { minor, why }: { readonly minor: bigint; readonly why: string },
): Promise<Entry | Refusal> {
  const [posted] = await postEntries(transaction, {
    accountId: payment.accountId,
    siteId: context.siteId,
    entries: [
      {
        id: newId(context.now),
        kind: 'refund',
        amount: -minor,
        contraAccount: payment.contraAccount,
        description: `Chargeback: ${why}`,
        corrects: payment.id,
        effectiveAt: context.now,
        ...(payment.method === undefined ? {} : { method: payment.method }),
      },
    ],
    actor: context.actor,
    postedAt: context.now,
    afterClosing: true,
  });
  if (posted !== undefined) await correctAfter(context, transaction, posted, payment.id);
  return posted ?? NO_ENTRY;
}

interface EntryWork {
  readonly entryId: string;
  readonly request: Parameters<typeof onceOnly>[1];
  readonly audit: Pick<AuditRow, 'action' | 'before' | 'after'>;
  readonly afterClosing: boolean;
}

async function onEntry(
  context: SiteContext,
  { entryId, request, audit, afterClosing }: EntryWork,
  work: (transaction: Queryable, entry: Entry) => Promise<Refusal | undefined>,
): Promise<Entry | Refusal> {
  const entry = await findEntry(context.sql, context.siteId, entryId);
  if (entry === undefined) return NO_ENTRY;
  const outcome = await onceOnly(context, request, async (transaction) => {
    await lockAccount(transaction, entry.accountId);
    const state = await findState(transaction, entry.accountId);
    if (state?.siteId !== context.siteId) return NO_ENTRY;
    if (state.closeRequestedAt !== null && !afterClosing) return CLOSED;
    const refusal = await work(transaction, entry);
    if (refusal !== undefined) return refusal;
    await addToOutbox(
      transaction,
      [{ accountId: entry.accountId, signal: 'settingsChanged', about: audit.action }],
      context.now,
      retryFrom(context),
    );
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId: entry.accountId,
      subject: `entry/${entryId}`,
      ...audit,
    });
    return { id: entry.id };
  });
  if (isRefusal(outcome)) return outcome;
  context.wakeAccount(entry.accountId);
  return entry;
}
