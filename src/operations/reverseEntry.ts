import type { Refusal } from '../billing/index.js';
import { formatAmount, isRefusal, refuse } from '../billing/index.js';
import { newId } from '../platform/index.js';
import {
  addDisputed,
  type Entry,
  findEntry,
  insertAudit,
  isDisputed,
  lockAccount,
  type NewEntry,
  postEntries,
  resolveDispute,
  reversalOf,
  taxesOf,
} from '../store/index.js';
import { relayFrom, type SiteContext } from './context.js';
import { onceOnly } from './onceOnly.js';
import { CLOSED } from './postMoney.js';
import type { Queryable } from '../platform/index.js';

const NO_ENTRY = refuse('not_found', 'There is no such entry.');

/**
 * Corrects an entry by a linked reversal of the same size the other way; a charge's tax is reversed with it.
 * Refuses a second reversal, and the reversal of a reversal. A settled line that was reversed stays reversed:
 * settlement does not post it again.
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
  context.nudge(entry.accountId);
  return (await findEntry(context.sql, context.siteId, posted.id)) ?? NO_ENTRY;
}

/** Posts the reversal inside a transaction that has locked the account. */
export async function postReversal(
  context: SiteContext,
  transaction: Queryable,
  entry: Entry,
  reason: string | undefined,
): Promise<Entry | Refusal> {
  if (entry.kind === 'reversal')
    return refuse('conflict', 'A reversal cannot be reversed; post what is right instead.');
  if (await reversalOf(transaction, entry.id))
    return refuse('conflict', 'This entry has been reversed already.');
  if (entry.taxes !== undefined && (await isDisputed(transaction, entry.taxes)))
    return refuse('conflict', 'The charge it belongs to is in dispute; resolve that first.');
  const reversals = await reversalsFor(context, transaction, entry, reason);
  const all = await postEntries(transaction, {
    accountId: entry.accountId,
    siteId: context.siteId,
    entries: reversals,
    actor: context.actor,
    postedAt: context.now,
    signal: { name: entry.amount > 0n ? 'chargePosted' : 'paymentReceived', relayFrom: relayFrom(context) },
  });
  const [posted] = all;
  if (posted === undefined) return CLOSED;
  // What is reversed is no longer in dispute: both legs count again and cancel each other.
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

async function reversalsFor(
  context: SiteContext,
  transaction: Queryable,
  entry: Entry,
  reason: string | undefined,
): Promise<[NewEntry, ...NewEntry[]]> {
  const reversal = (of: Entry): NewEntry => ({
    id: newId(context.now),
    kind: 'reversal',
    amount: -of.amount,
    house: of.house,
    description: `Reversal of no. ${of.number}: ${reason ?? of.description}`,
    reverses: of.id,
    effectiveAt: context.now,
  });
  const taxes = entry.kind === 'charge' ? await openTaxesOf(transaction, entry.id) : [];
  return [reversal(entry), ...taxes.map(reversal)];
}

/** The taxes on a charge that were not reversed by themselves. */
export async function openTaxesOf(transaction: Queryable, chargeId: string): Promise<Entry[]> {
  const open: Entry[] = [];
  for (const tax of await taxesOf(transaction, chargeId)) {
    if (!(await reversalOf(transaction, tax.id))) open.push(tax);
  }
  return open;
}
