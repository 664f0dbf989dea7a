import {
  BREAKER_RULE,
  BREAKER_WINDOW_MS,
  type BreakerRule,
  tripsBreaker,
  parseBreakerRule,
  suspensionsAllowed,
} from '../billing/breaker.js';
import type { Context } from '../core/context.js';
import { formatAmount } from '../core/values/money.js';
import { isRefusal } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import type { LoadedAccount } from '../store/facts/facts.js';
import { findSettings } from '../store/sites/sites.js';
import {
  countActive,
  countRecentSuspensions,
  findClearance,
  lockTrippedBreaker,
  insertBreaker,
  insertHeldBack,
  lockSuspensions,
} from '../store/suspension/breakers.js';

/** The breaker's decision on a suspension: no breaker, reset by its owner, or held back. */
export type BreakerVerdict = 'free' | { readonly clearedBy: string } | 'held-back';

/**
 * Decides whether an account that has hit its limit may be suspended now, or exceeds the hourly limit of suspensions.
 * Runs under the account's lock. A site's accounts are decided one at a time, so the count includes all earlier
 * decisions. An account whose sites have other sites below counts once.
 */
export async function checkBreaker(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  headroom: bigint,
): Promise<BreakerVerdict> {
  const { id, siteId } = facts;
  const clearedBy = facts.heldBack === null ? undefined : await findClearance(transaction, id, siteId);
  if (clearedBy !== undefined) return { clearedBy };
  const breakerId =
    (await lockTrippedBreaker(transaction, siteId)) ?? (await tripIfNeeded(context, transaction, siteId));
  if (breakerId === undefined) return 'free';
  await holdBack(context, transaction, { breakerId, facts, headroom });
  return 'held-back';
}

/** Trips the breaker if this suspension exceeds the limit. */
async function tripIfNeeded(
  context: Context,
  transaction: Queryable,
  siteId: string,
): Promise<string | undefined> {
  await lockSuspensions(transaction, siteId);
  const trippedId = await lockTrippedBreaker(transaction, siteId);
  if (trippedId !== undefined) return trippedId;
  const { now } = context;
  // A clock that ran ahead and was corrected may have left suspensions dated in the future.
  const span = { from: now - BREAKER_WINDOW_MS, to: now + BREAKER_WINDOW_MS };
  const suspended = await countRecentSuspensions(transaction, siteId, span);
  const rule = await findBreakerRule(transaction, siteId);
  // The number of suspensions that is always allowed does not depend on the number of accounts.
  if (suspended < rule.atLeast) return undefined;
  const active = (await countActive(transaction, siteId)) + suspended;
  if (!tripsBreaker({ suspended, active }, rule)) return undefined;
  const breaker = { id: newId(now), siteId, trippedAt: now, suspended, active };
  const allowed = suspensionsAllowed(active, rule);
  await insertBreaker(transaction, { ...breaker, allowed });
  const subject = `breaker/${breaker.id}`;
  const after = { suspended, active, allowed };
  await insertAudit(transaction, context, { siteId, action: 'breaker.trip', subject, after });
  return breaker.id;
}

/** The rule of a tenant. */
export async function findBreakerRule(sql: Queryable, siteId: string): Promise<BreakerRule> {
  const rule = parseBreakerRule(await findSettings(sql, siteId));
  return isRefusal(rule) ? BREAKER_RULE : rule;
}

async function holdBack(
  context: Context,
  transaction: Queryable,
  held: { readonly breakerId: string; readonly facts: LoadedAccount; readonly headroom: bigint },
): Promise<void> {
  const { breakerId, headroom, facts } = held;
  const { id: accountId, siteId, currency } = facts;
  const row = { breakerId, accountId, since: context.now, headroom };
  if (!(await insertHeldBack(transaction, row))) return;
  await insertAudit(transaction, context, {
    siteId,
    accountId,
    action: 'account.held-back',
    subject: `account/${accountId}`,
    after: { headroom: formatAmount(headroom, currency), breaker: breakerId },
  });
}
