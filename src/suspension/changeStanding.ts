import { audited } from '../core/auditAccount.js';
import { retryFrom, type SignalName, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import { basicsOf, CLOSED, NO_ACCOUNT } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findState, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { addToOutbox } from '../store/core/outbox.js';
import { insertHold, releaseHold as endHold, setExemption } from '../store/suspension/states.js';

export interface AccountChange {
  readonly accountId: string;
  readonly action: string;
  readonly signal?: SignalName;
}

/**
 * Changes a property of an account under its lock. The change, a new revision, the outbox row and the audit row are
 * written together; then the workflow gets a signal. A closed account, or one being closed, cannot change.
 */
export async function changeAccountUnderLock<T>(
  context: SiteContext,
  change: AccountChange,
  work: (transaction: Queryable) => Promise<T | Refusal>,
): Promise<T | Refusal> {
  const { accountId, action } = change;
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const outcome = await transact(context.sql, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const state = await findState(transaction, accountId);
    if (state?.siteId !== context.siteId) return NO_ACCOUNT;
    if (state.closeRequestedAt !== null) return CLOSED;
    const result = await audited(context, transaction, change, () => work(transaction));
    if (isRefusal(result)) return result;
    await touchAccounts(transaction, [accountId]);
    const signal = { accountId, signal: change.signal ?? 'settingsChanged', about: action };
    await addToOutbox(transaction, [signal], context.now, retryFrom(context));
    return result;
  });
  if (!isRefusal(outcome)) context.wakeAccount(accountId);
  return outcome;
}

/** Suspends an account by hand, with a reason, until released, regardless of the balance. */
export async function placeHold(
  context: SiteContext,
  accountId: string,
  input: { readonly reason: string },
): Promise<true | Refusal> {
  const change = { accountId, action: 'account.hold' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const { now: at, actor } = context;
    const placed = await insertHold(transaction, {
      id: newId(at),
      accountId,
      reason: input.reason,
      at,
      actor,
    });
    return placed ? (true as const) : refuse('conflict', 'The account is already on hold.');
  });
}

/** Lifts the hold; the ledger decides whether the sites are reactivated. */
export async function releaseHold(context: SiteContext, accountId: string): Promise<true | Refusal> {
  return changeAccountUnderLock(context, { accountId, action: 'account.release' }, async (transaction) => {
    const released = await endHold(transaction, accountId, context.now, context.actor);
    return released ? (true as const) : refuse('conflict', 'The account is not on hold.');
  });
}

/** Sets an exemption: no suspension for the limit before `until`. Null removes it. */
export async function exemptAccount(
  context: SiteContext,
  accountId: string,
  input: { readonly until: Instant | null; readonly reason?: string | undefined },
): Promise<true | Refusal> {
  const { until, reason = '' } = input;
  if (until !== null && until <= context.now) return refuse('invalid', 'must be in the future', 'until');
  const change = { accountId, action: 'account.exempt' };
  return changeAccountUnderLock(context, change, async (transaction) => {
    const exemption =
      until === null
        ? null
        : { id: newId(context.now), until, reason, actor: context.actor, givenFor: 'owner' as const };
    await setExemption(transaction, accountId, context.now, exemption);
    return true as const;
  });
}
