import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { isLocalDate, localDateOf } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { findState, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  cancelScheduled,
  insertScheduled,
  listScheduled,
  type Scheduled,
} from '../store/ledger/scheduled.js';
import { changeAccountUnderLock } from '../suspension/changeStanding.js';
import { basicsOf, CLOSED, NO_ACCOUNT, positiveAmount } from './postMoney.js';

export interface ScheduledInput {
  readonly amount: string;
  readonly description: string;
  readonly category: string;
  /** Local date in the account's zone; posted at that day's first instant. */
  readonly dueOn: string;
}

/** A scheduled charge as planned. */
export interface PlannedCharge extends Scheduled {
  readonly currency: string;
}

/** Plans a charge for a future day, such as a domain renewal: the projection counts it, the workflow posts it. */
export async function scheduleCharge(
  context: SiteContext,
  accountId: string,
  input: ScheduledInput,
  key?: string,
): Promise<PlannedCharge | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const amount = positiveAmount(input.amount, basics.currency);
  if (isRefusal(amount)) return amount;
  if (!isLocalDate(input.dueOn))
    return refuse('invalid', `${input.dueOn} is not a date that exists`, 'dueOn');
  const request = { operation: 'scheduled-charge', key, input: { accountId, ...input } };
  const answer = await onceOnly(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const state = await findState(transaction, accountId);
    if (state?.siteId !== context.siteId) return NO_ACCOUNT;
    if (state.closeRequestedAt !== null) return CLOSED;
    if (input.dueOn < localDateOf(context.now, state.timeZone)) {
      return refuse('invalid', 'is in the past; post a charge instead', 'dueOn');
    }
    const { now: createdAt, actor } = context;
    const id = newId(createdAt);
    const { description, category, dueOn } = input;
    await insertScheduled(transaction, {
      id,
      accountId,
      dueOn,
      amount,
      description,
      category,
      createdAt,
      actor,
    });
    await touchAccounts(transaction, [accountId]);
    const signal = { accountId, signal: 'settingsChanged', about: 'scheduled-charge' };
    await addToOutbox(transaction, [signal], createdAt, retryFrom(context));
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'scheduled-charge.create',
      subject: `scheduled-charge/${id}`,
      after: input,
    });
    return { id, dueOn, minor: String(amount), description, category };
  });
  if (isRefusal(answer)) return answer;
  context.wakeAccount(accountId);
  const { minor, ...charge } = answer;
  const planned = { amount: BigInt(minor), currency: basics.currency, entryId: null, cancelledAt: null };
  return { ...charge, ...planned };
}

/** The charges planned for an account, by date, posted and cancelled ones included. */
export async function loadScheduledCharges(
  context: SiteContext,
  accountId: string,
  page: { readonly after?: string; readonly limit?: number } = {},
): Promise<{ currency: string; charges: Scheduled[] } | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  return { currency: basics.currency, charges: await listScheduled(context.sql, { accountId, ...page }) };
}

/** Cancels a planned charge before it is posted. */
export async function cancelScheduledCharge(
  context: SiteContext,
  accountId: string,
  id: string,
): Promise<true | Refusal> {
  const change = { accountId, action: 'scheduled-charge.cancel' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const cancelled = await cancelScheduled(transaction, accountId, id, context.now);
    return cancelled ? (true as const) : refuse('not_found', 'Scheduled charge not found.');
  });
}
