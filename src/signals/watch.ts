import { movesWake } from '../billing/decide.js';
import { decisionOn } from '../billing/projection/outlook.js';
import { type Context, retryFrom, type SignalName } from '../core/context.js';
import type { Instant } from '../core/values/zone.js';
import { inTurn } from '../platform/inTurn.js';
import {
  filterOpenAccounts,
  findSleeps,
  listOpenAccountIds,
  listOverdue,
  touchAccounts,
} from '../store/accounts/accounts.js';
import { addToOutbox, filterWaiting } from '../store/core/outbox.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { claimFreshAccounts } from '../store/usage/usage.js';
import { recheckSilentMeters } from '../usage/updateSilentMeters.js';

/**
 * The usage watcher's job: among the accounts with new usage, those that need an assessment before their next wake get
 * a signal. Returns how many were checked and how many got a signal.
 */
export async function watchUsage(context: Context, limit: number): Promise<{ seen: number; woken: number }> {
  const ids = await claimFreshAccounts(context.sql, limit);
  if (ids.length === 0) return { seen: 0, woken: 0 };
  await recheckSilentMeters(context, ids);
  const [facts, sleeps] = await Promise.all([
    loadFacts(context.sql, ids, context.now),
    findSleeps(context.sql, ids),
  ]);
  const decisions = await decideAll(facts, context.now, (id) => sleeps.has(id));
  const early = ids.filter((id) => {
    const seen = decisions.get(id);
    const sleep = sleeps.get(id);
    if (seen === undefined || sleep === undefined) return false;
    return (
      isNewlyFaulty(seen) || crossesLimit(seen) || movesWake(seen.account, seen.decision, sleep, context.now)
    );
  });
  await signalAll(context, early, 'usageSurged');
  return { seen: ids.length, woken: early.length };
}

type Seen = Pick<ReturnType<typeof decisionOn>, 'standing' | 'decision' | 'faults'> & {
  readonly account: LoadedAccount;
};

/** Computes what each account needs, and lets other work run in between. */
async function decideAll(
  facts: ReadonlyMap<string, LoadedAccount>,
  now: Instant,
  isAsked: (id: string) => boolean,
): Promise<Map<string, Seen>> {
  const decisions = new Map<string, Seen>();
  for (const [id, account] of facts) {
    if (isAsked(id)) decisions.set(id, { account, ...(await inTurn(() => decisionOn(account, now))) });
  }
  return decisions;
}

/** Assessed once more, so that a failure is recorded on the account and counted. */
function isNewlyFaulty({ account, faults }: Seen): boolean {
  return account.fault === null && faults.length > 0;
}

/** Under a policy, a limit that is hit may need no action yet; but the grace counts from it, so its time is recorded. */
function crossesLimit({ account, standing }: Seen): boolean {
  return account.policy !== undefined && standing.headroom < 0n !== (account.belowSince !== null);
}

async function signalAll(context: Context, ids: readonly string[], signal: SignalName): Promise<void> {
  if (ids.length === 0) return;
  // The accounts stay marked as not assessed: an account whose signal is on its way must not count as idle.
  await touchAccounts(context.sql, ids);
  const rows = ids.map((accountId) => ({ accountId, signal }));
  await addToOutbox(context.sql, rows, context.now, retryFrom(context));
  for (const id of ids) context.wakeAccount(id);
}

/** An account this late has lost its workflow, or its workflow is stuck. */
const OVERDUE_MS = 120_000;

/**
 * Wakes overdue accounts; the signal also restarts a lost workflow. Accounts with a pending signal are left to the
 * scheduler, since a second signal would only cause a second assessment.
 */
export async function reviveOverdue(context: Context, limit: number): Promise<string[]> {
  const overdue = await listOverdue(context.sql, context.now - OVERDUE_MS, limit);
  const pending = await filterWaiting(context.sql, overdue);
  const ids = overdue.filter((id) => !pending.has(id));
  await signalAll(context, ids, 'settingsChanged');
  return ids;
}

export interface Sweep {
  readonly after: string | undefined;
  readonly seen: number;
  /** Accounts whose sites, emails or charges do not match the ledger. */
  readonly wrong: readonly string[];
}

/**
 * One step of the sweep over all open accounts: an account that has something due and no signal gets one. Accounts with
 * a pending signal are skipped: they will be assessed, and after heavy load there are many of them.
 */
export async function sweepAccounts(
  context: Context,
  after: string | undefined,
  limit: number,
): Promise<Sweep> {
  const ids = await listOpenAccountIds(context.sql, after, limit);
  const [facts, pending] = await Promise.all([
    loadFacts(context.sql, ids, context.now),
    filterWaiting(context.sql, ids),
  ]);
  const decisions = await decideAll(facts, context.now, (id) => !pending.has(id));
  const wrong = ids.filter((id) => {
    const seen = decisions.get(id);
    return seen !== undefined && (isNewlyFaulty(seen) || seen.decision.due !== null);
  });
  await signalAll(context, wrong, 'settingsChanged');
  return { after: ids.length < limit ? undefined : ids[ids.length - 1], seen: ids.length, wrong };
}

/** Open accounts that are not among the running workflows; each gets its workflow by a signal. */
export async function startMissing(context: Context, running: ReadonlySet<string>): Promise<string[]> {
  const missing: string[] = [];
  const page = 1_000;
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(context.sql, after, page);
    missing.push(...ids.filter((id) => !running.has(id)));
    if (ids.length < page) break;
    after = ids[ids.length - 1];
  }
  const open = await filterOpenAccounts(context.sql, missing);
  await signalAll(context, open, 'settingsChanged');
  return open;
}
