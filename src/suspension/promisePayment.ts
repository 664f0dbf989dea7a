import { type Assessment, assessAccount, limitDateOf } from '../assessment/assess.js';
import {
  mayPromise,
  parsePromiseRule,
  type PromiseAnswer,
  type PromiseChoice,
  promiseRefusal,
} from '../billing/promise.js';
import { situationOf } from '../billing/situation.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import { queueOwnerEmail, pageUrlOf } from '../emails/ownerEmails.js';
import type { QueueContext } from '../emails/queueEmail.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findSettings } from '../store/sites/sites.js';
import { findLastPromise, setExemption } from '../store/suspension/states.js';
import { changeAccountUnderLock } from './changeStanding.js';

/** Whether the client of an assessed account may ask for more time, and for how much. */
export async function loadPromise(
  sql: Queryable,
  assessment: Assessment,
  now: Instant,
): Promise<PromiseAnswer> {
  const { facts, standing, decision, forecast } = assessment;
  const rule = parsePromiseRule(await findSettings(sql, facts.siteId));
  if (isRefusal(rule) || rule.days === 0) return { kind: 'off' };
  const { currency, timeZone, exemptUntil } = facts;
  const left = standing.balance - facts.disputed - standing.accrued;
  const account = {
    situation: situationOf(facts, standing, limitDateOf(assessment), decision.suspension, forecast),
    ...{ currency, timeZone, exemptUntil },
    closing: facts.closeRequestedAt !== null,
    owed: left < 0n ? -left : 0n,
    lastAskedAt: await findLastPromise(sql, facts.id),
  };
  return mayPromise(account, rule, now);
}

/**
 * Gives a client the more time they ask for, if the tenant's settings allow it, as an exemption; the Owner is told by
 * email. Decided under the account's lock, so of two requests one is granted.
 */
export async function promisePayment(
  context: SiteContext & QueueContext,
  accountId: string,
  days: number,
): Promise<PromiseChoice | Refusal> {
  const { now, actor } = context;
  const change = { accountId, action: 'account.promise' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const assessment = await assessAccount(transaction, accountId, now);
    if (assessment === undefined) return NO_ACCOUNT;
    const answer = await loadPromise(transaction, assessment, now);
    if (answer.kind !== 'may') return promiseRefusal(answer, assessment.facts.currency);
    const choice = answer.choices.find((each) => each.days === days);
    if (choice === undefined) return refuse('invalid', `must be from 1 to ${answer.choices.length}`, 'days');
    const id = newId(now);
    const reason = `${days} more ${days === 1 ? 'day' : 'days'}, as the client asked`;
    await setExemption(transaction, accountId, now, {
      id,
      until: choice.until,
      reason,
      actor,
      givenFor: 'client',
      upTo: answer.upTo,
    });
    await queuePromiseEmail(context, transaction, { id, assessment, choice });
    return choice;
  });
}

async function queuePromiseEmail(
  context: SiteContext & QueueContext,
  transaction: Queryable,
  promise: { readonly id: string; readonly assessment: Assessment; readonly choice: PromiseChoice },
): Promise<void> {
  const { id, choice } = promise;
  const { facts, standing } = promise.assessment;
  const { siteId } = context;
  const message = {
    kind: 'promise',
    name: facts.name,
    currency: facts.currency,
    balance: standing.balance - facts.disputed - standing.accrued,
    days: choice.days,
    day: choice.through,
    wasSuspended: facts.state === 'suspended',
    pageUrl: await pageUrlOf(context, transaction, siteId, `accounts/${facts.id}`),
  } as const;
  await queueOwnerEmail(context, transaction, siteId, { key: `promise/${id}`, message });
}
