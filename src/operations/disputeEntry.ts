import type { Refusal } from '../billing/index.js';
import { isRefusal, refuse } from '../billing/index.js';
import { newId } from '../platform/index.js';
import {
  addDisputed,
  addToOutbox,
  type AuditRow,
  type Entry,
  findEntry,
  findState,
  insertAudit,
  insertDispute,
  lockAccount,
  resolveDispute as endDispute,
  reversalOf,
} from '../store/index.js';
import type { Queryable } from '../platform/index.js';
import { relayFrom, type SiteContext } from './context.js';
import { onceOnly } from './onceOnly.js';
import { CLOSED } from './postMoney.js';
import { openTaxesOf, postReversal } from './reverseEntry.js';

const NO_ENTRY = refuse('not_found', 'There is no such entry.');

/**
 * Takes an entry (with its tax) out of headroom until the dispute is resolved: a charge the client contests does not
 * suspend them, a payment that is being called back does not keep them up.
 */
export async function disputeEntry(
  context: SiteContext,
  entryId: string,
  input: { readonly reason: string },
): Promise<Entry | Refusal> {
  const audit = {
    action: 'entry.dispute',
    before: { disputed: false },
    after: { disputed: true, reason: input.reason },
  };
  const request = { operation: 'dispute', key: undefined, input };
  return onEntry(context, { entryId, request, audit }, async (transaction, entry) => {
    if (entry.kind === 'tax') return refuse('conflict', 'A tax goes with its charge; dispute that.');
    if (entry.kind === 'reversal') return refuse('conflict', 'A reversal cannot be disputed.');
    if (await reversalOf(transaction, entry.id)) return refuse('conflict', 'This entry has been reversed.');
    const taxes = entry.kind === 'charge' ? await openTaxesOf(transaction, entry.id) : [];
    const amount = taxes.reduce((sum, tax) => sum + tax.amount, entry.amount);
    const opened = await insertDispute(transaction, {
      id: newId(context.now),
      entryId,
      accountId: entry.accountId,
      amount,
      reason: input.reason,
      at: context.now,
      actor: context.actor,
    });
    if (!opened) return refuse('conflict', 'This entry is in dispute already.');
    await addDisputed(transaction, entry.accountId, amount);
    return undefined;
  });
}

/**
 * Ends a dispute. `dismissed`: the entry counts again. `upheld`: the entry is reversed, once for a key.
 */
export async function resolveDispute(
  context: SiteContext,
  entryId: string,
  input: { readonly outcome: 'upheld' | 'dismissed'; readonly reason?: string | undefined },
  key?: string,
): Promise<Entry | Refusal> {
  const audit = { action: 'entry.resolve', before: { disputed: true }, after: { disputed: false, ...input } };
  const request = { operation: 'resolve', key, input: { entryId, ...input } };
  return onEntry(context, { entryId, request, audit }, async (transaction, entry) => {
    const amount = await endDispute(transaction, {
      entryId,
      at: context.now,
      actor: context.actor,
      outcome: input.outcome,
    });
    if (amount === undefined) return refuse('conflict', 'This entry is not in dispute.');
    await addDisputed(transaction, entry.accountId, -amount);
    if (input.outcome === 'dismissed') return undefined;
    const reversal = await postReversal(context, transaction, entry, input.reason ?? 'dispute upheld');
    return isRefusal(reversal) ? reversal : undefined;
  });
}

interface EntryWork {
  readonly entryId: string;
  readonly request: Parameters<typeof onceOnly>[1];
  readonly audit: Pick<AuditRow, 'action' | 'before' | 'after'>;
}

async function onEntry(
  context: SiteContext,
  { entryId, request, audit }: EntryWork,
  work: (transaction: Queryable, entry: Entry) => Promise<Refusal | undefined>,
): Promise<Entry | Refusal> {
  const entry = await findEntry(context.sql, context.siteId, entryId);
  if (entry === undefined) return NO_ENTRY;
  const outcome = await onceOnly(context, request, async (transaction) => {
    await lockAccount(transaction, entry.accountId);
    const state = await findState(transaction, entry.accountId);
    if (state?.siteId !== context.siteId) return NO_ENTRY;
    if (state.closeRequestedAt !== null) return CLOSED;
    const refusal = await work(transaction, entry);
    if (refusal !== undefined) return refusal;
    await addToOutbox(
      transaction,
      [{ accountId: entry.accountId, signal: 'settingsChanged', about: audit.action }],
      context.now,
      relayFrom(context),
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
  context.nudge(entry.accountId);
  return entry;
}
