import { assessAccount } from '../assessment/assess.js';
import { settlementSpreadMs } from '../billing/decide.js';
import type { NoticeKind } from '../billing/facts.js';
import { standOn } from '../billing/projection/outlook.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type Instant, startOfDay } from '../core/values/zone.js';
import { chargeScheduled, chargeUsage } from '../ledger/chargeDue.js';
import { newId } from '../platform/ids.js';
import { listOpenAccountIds, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import {
  dropPendingWork,
  type DroppedWork,
  cancelDueEmails,
  overtakeConnectors,
  switchOffTopUps,
} from '../store/operations/restored.js';
import { insertNotice } from '../store/suspension/states.js';
import { decideState } from '../suspension/decideState.js';

const BATCH = 500;

/** What was done to a restored database. */
export interface Convergence extends Partial<DroppedWork> {
  /** Open accounts whose workflows got a signal to assess again. */
  readonly accounts: number;
  /** Sites whose connectors get their commands again. */
  readonly sites: number;
  /** Settlements and planned charges that were posted again, without emails. */
  readonly replayed: number;
  /** Warnings that count as sent. */
  readonly notified: number;
  /** Accounts whose cards are not charged automatically until their owner permits it again. */
  readonly switchedOffTopUps: number;
}

export interface RestoredFrom {
  /** When the backup was taken. */
  readonly takenAt: Instant;
  /** Until when the system ran after the backup: everything due by then was already done, charged and emailed. */
  readonly ranUntil: Instant;
}

/**
 * Makes a restored database agree with what happened after its backup. Amounts that became due since then are posted at
 * their instants, in the same order and without emails. Cards are not charged. Every connector gets its commands again,
 * and every workflow a signal to assess again, whether or not Temporal still knows it. Safe to run again after an
 * interruption.
 */
export async function convergeRestored(context: Context, restored: RestoredFrom): Promise<Convergence> {
  const { takenAt, ranUntil } = restored;
  const hasRunSince = ranUntil > takenAt;
  const passed = hasRunSince ? await dropWorkInProgress(context) : { switchedOffTopUps: 0 };
  const replayed = hasRunSince ? await replay({ ...context, now: ranUntil }) : 0;
  const notified = hasRunSince ? await markNotified({ ...context, now: ranUntil }) : 0;
  const sites = await overtakeConnectors(context.sql);
  return { ...passed, replayed, notified, sites, accounts: await wakeAll(context) };
}

async function dropWorkInProgress(
  context: Context,
): Promise<DroppedWork & { readonly switchedOffTopUps: number }> {
  return transact(context.sql, async (transaction) => {
    const dropped = await dropPendingWork(transaction, context.now);
    const switchedOff = await switchOffTopUps(transaction, context.now);
    for (const { accountId, siteId } of switchedOff) {
      await insertAudit(transaction, context, {
        siteId,
        accountId,
        action: 'top-up.change',
        subject: `account/${accountId}`,
        before: { enabled: true },
        after: { enabled: false },
      });
    }
    return { ...dropped, switchedOffTopUps: switchedOff.length };
  });
}

interface Passed {
  readonly at: Instant;
  readonly accountId: string;
}

/** Accounts in the order in which amounts became due, so that documents get the numbers they had. */
async function replay(context: Context): Promise<number> {
  const passed: Passed[] = [];
  await eachAccount(context, (facts) => {
    passed.push(...passedOf(facts, context.now));
    return Promise.resolve();
  });
  passed.sort((one, other) => one.at - other.at);
  for (const { at, accountId } of passed) await actAt({ ...context, now: at }, accountId);
  await eachAccount(context, ({ id }) => actAt(context, id));
  return passed.length;
}

/** What was due on an account by now and was not done. */
function passedOf(facts: LoadedAccount, now: Instant): Passed[] {
  const spread = settlementSpreadMs(facts.id);
  const ends = standOn(facts, now).standing.unsettled.map(({ endsAt }) => endsAt + spread);
  const planned = facts.scheduled.map(({ dueOn }) => startOfDay(dueOn, facts.timeZone));
  return [...ends, ...planned].filter((at) => at <= now).map((at) => ({ at, accountId: facts.id }));
}

async function actAt(context: Context, accountId: string): Promise<void> {
  await chargeScheduled(context, accountId);
  await chargeUsage(context, accountId);
  await decideState(context, accountId);
}

/** Suppresses the emails about repeated postings, and then the warnings that would be due by now. */
async function markNotified(context: Context): Promise<number> {
  await transact(context.sql, cancelDueEmails);
  let notified = 0;
  await eachAccount(context, async ({ id }) => {
    const assessment = await assessAccount(context.sql, id, context.now);
    const warning = assessment?.decision.warning ?? null;
    if (warning === null) return;
    notified += 1;
    const kinds: readonly NoticeKind[] = warning === 'day' ? ['week', 'day'] : ['week'];
    for (const kind of kinds) {
      await insertNotice(context.sql, {
        id: newId(context.now),
        accountId: id,
        kind,
        notifiedAt: context.now,
        limitDate: assessment?.projection.limitDate ?? null,
        emailKey: `restored/${context.now}`,
      });
    }
  });
  return notified;
}

async function eachAccount(context: Context, work: (facts: LoadedAccount) => Promise<void>): Promise<void> {
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(context.sql, after, BATCH);
    const facts = await loadFacts(context.sql, ids, context.now);
    for (const id of ids) {
      const account = facts.get(id);
      if (account !== undefined) await work(account);
    }
    after = ids.at(-1);
    if (ids.length < BATCH) return;
  }
}

/** A signal for every open account. It also starts the workflows that Temporal no longer knows. */
async function wakeAll({ sql, now, wallNow }: Context): Promise<number> {
  let woken = 0;
  for (let after: string | undefined; ;) {
    const ids = await listOpenAccountIds(sql, after, BATCH);
    if (ids.length > 0) {
      await transact(sql, async (transaction) => {
        await touchAccounts(transaction, ids);
        const signals = ids.map((accountId) => ({ accountId, signal: 'settingsChanged', about: 'restored' }));
        await addToOutbox(transaction, signals, now, wallNow);
      });
    }
    woken += ids.length;
    after = ids.at(-1);
    if (ids.length < BATCH) return woken;
  }
}
