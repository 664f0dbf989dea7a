import {
  BRAKE_RULE,
  BRAKE_WINDOW_MS,
  type BrakeRule,
  brakes,
  readBrakeRule,
  suspensionsAllowed,
} from '../billing/brake.js';
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
  countFallen,
  findClearance,
  holdBrake,
  insertBrake,
  insertBraked,
  lockSuspensions,
} from '../store/suspension/brakes.js';

/** What the brake says to a suspension: nothing, that its owner has let it fall, or that it is held back. */
export type BrakePass = 'free' | { readonly clearedBy: string } | 'braked';

/**
 * Whether an account that has hit its limit may be suspended now, or is one too many within an hour. Asked under the
 * account's lock; what it counts is what others have decided before, since one of a site's accounts asks at a time. An
 * account whose sites are above those of others counts once, whatever hangs below.
 */
export async function passBrake(
  context: Context,
  transaction: Queryable,
  facts: LoadedAccount,
  headroom: bigint,
): Promise<BrakePass> {
  const { id, siteId } = facts;
  const clearedBy = facts.braked === null ? undefined : await findClearance(transaction, id, siteId);
  if (clearedBy !== undefined) return { clearedBy };
  const brakeId =
    (await holdBrake(transaction, siteId)) ?? (await countAndBrake(context, transaction, siteId));
  if (brakeId === undefined) return 'free';
  await holdBack(context, transaction, { brakeId, facts, headroom });
  return 'braked';
}

/** Pulls the brake where this suspension is one too many. */
async function countAndBrake(
  context: Context,
  transaction: Queryable,
  siteId: string,
): Promise<string | undefined> {
  await lockSuspensions(transaction, siteId);
  const pulled = await holdBrake(transaction, siteId);
  if (pulled !== undefined) return pulled;
  const { now } = context;
  // A clock that was wrong and was set right may have left suspensions behind that are still to come.
  const span = { from: now - BRAKE_WINDOW_MS, to: now + BRAKE_WINDOW_MS };
  const suspended = await countFallen(transaction, siteId, span);
  const rule = await brakeRuleOf(transaction, siteId);
  // The few that may fall in any case need no count of all the others.
  if (suspended < rule.atLeast) return undefined;
  const active = (await countActive(transaction, siteId)) + suspended;
  if (!brakes({ suspended, active }, rule)) return undefined;
  const brake = { id: newId(now), siteId, pulledAt: now, suspended, active };
  const allowed = suspensionsAllowed(active, rule);
  await insertBrake(transaction, { ...brake, allowed });
  const subject = `brake/${brake.id}`;
  const after = { suspended, active, allowed };
  await insertAudit(transaction, context, { siteId, action: 'brake.pull', subject, after });
  return brake.id;
}

/** The rule of a site that keeps accounts. */
export async function brakeRuleOf(sql: Queryable, siteId: string): Promise<BrakeRule> {
  const rule = readBrakeRule(await findSettings(sql, siteId));
  return isRefusal(rule) ? BRAKE_RULE : rule;
}

async function holdBack(
  context: Context,
  transaction: Queryable,
  held: { readonly brakeId: string; readonly facts: LoadedAccount; readonly headroom: bigint },
): Promise<void> {
  const { brakeId, headroom, facts } = held;
  const { id: accountId, siteId, currency } = facts;
  const row = { brakeId, accountId, since: context.now, headroom };
  if (!(await insertBraked(transaction, row))) return;
  await insertAudit(transaction, context, {
    siteId,
    accountId,
    action: 'account.suspension-paused',
    subject: `account/${accountId}`,
    after: { headroom: formatAmount(headroom, currency), brake: brakeId },
  });
}
