import type { Standing } from '../billing/index.js';
import { standOn, startOfDay, wantedState } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';
import { inTransaction, newId } from '../platform/index.js';
import {
  confirmGeneration,
  endBraked,
  endSuspension,
  insertSuspension,
  type LoadedAccount,
  loadFacts,
  lockAccount,
  lockForSettlement,
  markScheduledPosted,
  noteConnectorFailure,
  overtakeGeneration,
  postEntries,
  setState,
  type SiteOrder,
  unconfirmedOrders,
} from '../store/index.js';
import type { Context } from './context.js';
import { passBrake } from './passBrake.js';
import { withTaxEntry } from './postMoney.js';
import { settleDue } from './settleDue.js';
import { switchTrees } from './upstream.js';
import { wakeBeside } from './wakeConnectors.js';

/** Settles what is due on an account, under its locks. Safe to run any number of times. */
export async function chargeUsage(context: Context, accountId: string): Promise<void> {
  await inTransaction(context.sql, async (transaction) => {
    await lockForSettlement(transaction, accountId);
    await lockAccount(transaction, accountId);
    await settleDue(context, transaction, accountId);
  });
}

/** Posts the planned charges whose day has come, each once, with the account's tax; none while that cannot be read. */
export async function chargeScheduled(context: Context, accountId: string): Promise<void> {
  await withAccount(context, accountId, async (transaction, facts) => {
    if ((facts.unratable ?? []).length > 0) return;
    for (const charge of facts.scheduled) {
      const effectiveAt = startOfDay(charge.dueOn, facts.timeZone);
      if (effectiveAt > context.now) continue;
      const id = newId(context.now);
      const entry = {
        id,
        kind: 'charge' as const,
        category: charge.category,
        amount: -charge.minor,
        house: `revenue:${charge.category}`,
        description: charge.description,
        effectiveAt,
      };
      const entries = withTaxEntry(entry, facts.tax, context.now);
      const { siteId } = facts;
      await postEntries(transaction, {
        accountId,
        siteId,
        entries,
        actor: context.actor,
        postedAt: context.now,
      });
      await markScheduledPosted(transaction, charge.id, id);
    }
  });
}

/**
 * Brings an account's state to what its ledger and its owner call for, decided under the account's lock with the
 * entries as they are at that moment: a payment that came first keeps the site up. The sites' connectors are asked
 * afterwards, outside. While it is being closed its sites keep the state they are in: what closing gives back of the
 * open period brings nobody's site back.
 */
export async function decideState(context: Context, accountId: string): Promise<void> {
  await withAccount(context, accountId, async (transaction, facts) => {
    if (facts.closeRequestedAt !== null) return;
    const { standing } = standOn(facts, context.now);
    if (wantedState(facts, standing) === 'suspended') await suspend(context, transaction, facts, standing);
    else await reactivate(context, transaction, facts, standing.headroom >= 0n);
  });
}

async function suspend(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  { balance, headroom }: Standing,
): Promise<void> {
  const reason = facts.held ? 'hold' : 'limit';
  const lifted = facts.suspension?.reason === 'hold' && reason === 'limit';
  if (facts.state === 'suspended' && !lifted) return;
  // What the owner asked for, and what is closed already, is nothing to hold back.
  const pass =
    reason === 'limit' && !lifted ? await passBrake(context, transaction, facts, headroom) : 'free';
  if (pass === 'braked') return;
  if (lifted) await endSuspension(transaction, facts.id, context.now, false);
  await insertSuspension(transaction, {
    id: newId(context.now),
    accountId: facts.id,
    reason,
    fellAt: reason === 'limit' ? (facts.belowSince ?? context.now) : context.now,
    since: context.now,
    balance,
    headroom,
    letterDue: reason === 'limit',
    brakeId: pass === 'free' ? null : pass.clearedBy,
  });
  if (facts.braked !== null) await endBraked(transaction, facts.id, context.now);
  await setState(transaction, facts.id, 'suspended');
  await switchTrees(context, transaction, facts.id, 'suspended');
}

/** A promise to pay brings the sites back without a letter: the credit is still used up. */
async function reactivate(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  letterDue: boolean,
): Promise<void> {
  if (facts.state !== 'suspended') return;
  await endSuspension(transaction, facts.id, context.now, letterDue);
  await setState(transaction, facts.id, 'active');
  await switchTrees(context, transaction, facts.id, 'active');
}

async function withAccount(
  context: Context,
  accountId: string,
  work: (transaction: Queryable, facts: LoadedAccount) => Promise<void>,
): Promise<void> {
  await inTransaction(context.sql, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return;
    const facts = (await loadFacts(transaction, [accountId], context.now)).get(accountId);
    if (facts !== undefined && facts.closedAt === null) await work(transaction, facts);
  });
}

/** Connectors asked at one go, within the time an act may take; an account with more of them is due again. */
const ORDERS_AT_ONCE = 200;

/** What the account's sites must still be told as of now, and those below that it tells for want of a payer. */
export async function readOrders(context: Context, accountId: string): Promise<SiteOrder[]> {
  return unconfirmedOrders(context.sql, accountId, { asOf: context.now, limit: ORDERS_AT_ONCE });
}

/** What came of telling a site. */
export type OrderOutcome =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'failed'; readonly retryable: boolean; readonly detail: string }
  | { readonly outcome: 'superseded'; readonly generation: number };

/** Most trouble is over within seconds, and then visitors should not wait for a pause to end. */
const RETRY_SOON_MS = 3_000;
const ATTEMPTS_SOON = 8;
const RETRY_FIRST_MS = 5_000;
const RETRY_LONGEST_MS = 15 * 60_000;
const RETRY_HOPELESS_MS = 6 * 3_600_000;
/** After about six hours of trouble a connector is asked every hour, after a day and a half four times a day. */
const ATTEMPTS_OFTEN = 38;
const ATTEMPTS_HOURLY = 68;

/** A new order starts from the first attempt again, so that a payment need not wait for what an old order got. */
function retryPauseMs(attempts: number): number {
  if (attempts >= ATTEMPTS_HOURLY) return RETRY_HOPELESS_MS;
  if (attempts >= ATTEMPTS_OFTEN) return 3_600_000;
  if (attempts < ATTEMPTS_SOON) return RETRY_SOON_MS;
  return Math.min(RETRY_FIRST_MS * 2 ** (attempts - ATTEMPTS_SOON), RETRY_LONGEST_MS);
}

/**
 * Notes what a connector answered. A failure is tried again with growing pauses, in hours where only the owner can
 * mend it; one that confirms after it had failed is back, and the other sites it keeps need not wait any longer. A
 * connector that has seen a newer generation (after a restore) is given one above it.
 */
export async function noteOrder(context: Context, order: SiteOrder, outcome: OrderOutcome): Promise<void> {
  const { siteId, generation } = order;
  switch (outcome.outcome) {
    case 'confirmed':
      await confirmGeneration(context.sql, siteId, generation);
      if (order.attempts > 0) await wakeBeside(context, siteId);
      return;
    case 'superseded':
      return overtakeGeneration(context.sql, siteId, outcome.generation);
    case 'failed': {
      const pauseMs = outcome.retryable ? retryPauseMs(order.attempts) : RETRY_HOPELESS_MS;
      const retryAt = context.now + pauseMs;
      return noteConnectorFailure(context.sql, { siteId, generation, retryAt, detail: outcome.detail });
    }
  }
}
