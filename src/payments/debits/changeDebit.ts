import { assessAccount } from '../../assessment/assess.js';
import { COLLECTOR_TERMS, sumPending } from '../../billing/debits/debit.js';
import { submitBy } from '../../billing/debits/planDebits.js';
import { isTargetDay } from '../../billing/debits/targetCalendar.js';
import type { SiteContext } from '../../core/context.js';
import { onceOnly } from '../../core/onceOnly.js';
import { transact } from '../../core/transact.js';
import { formatAmount } from '../../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../core/values/refusal.js';
import { addDays, isLocalDate, localDateOf } from '../../core/values/zone.js';
import { CLOSED, NO_ACCOUNT, positiveAmount } from '../../ledger/postMoney.js';
import { isId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { type Debit, findDebit, lockDebitBy, moveDebit } from '../../store/debits/debits.js';
import { announceDebit } from './announceDebit.js';
import { queueDebitEmail } from './debitEmails.js';
import { auditDebit, callOff, signalDebits } from './endDebits.js';
import { loadDebit } from './loadDebits.js';

const HANDED_IN = refuse('conflict', 'This direct debit is handed in already, or has ended.');
const MOVED_MAX_DAYS = 60;

/** Works on one debit under the lock of its account. */
export async function onDebit(
  context: SiteContext,
  id: string,
  work: (transaction: Queryable, debit: Debit) => Promise<Refusal | undefined>,
): Promise<Debit | Refusal> {
  const found = await loadDebit(context, id);
  if (isRefusal(found)) return found;
  const done = await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, found.accountId);
    const debit = await lockDebitBy(transaction, { siteId: context.siteId, id });
    if (debit === undefined) return NO_ACCOUNT;
    const refusal = await work(transaction, debit);
    if (refusal !== undefined) return refusal;
    await signalDebits(context, transaction, debit.accountId, 'debit');
    return (await findDebit(transaction, id)) ?? NO_ACCOUNT;
  });
  if (!isRefusal(done)) context.wakeAccount(found.accountId);
  return done;
}

/** Calls off a debit that is not handed in yet, by the owner or the client. */
export async function cancelDebit(
  context: SiteContext,
  id: string,
  by: 'client' | 'owner',
): Promise<Debit | Refusal> {
  return onDebit(context, id, async (transaction, debit) =>
    (await callOff(context, transaction, debit, `by the ${by}`)) ? undefined : HANDED_IN,
  );
}

/** Puts a debit that is not handed in yet off to a later bank day; the client is told again. */
export async function deferDebit(
  context: SiteContext,
  id: string,
  collectOn: string,
): Promise<Debit | Refusal> {
  if (!isLocalDate(collectOn)) return refuse('invalid', 'must be a date, such as 2026-11-30', 'collectOn');
  if (!isTargetDay(collectOn)) return refuse('invalid', 'must be a day on which banks are open', 'collectOn');
  return onDebit(context, id, async (transaction, debit) => {
    if (debit.state !== 'announced') return HANDED_IN;
    if (collectOn <= debit.collectOn || collectOn > addDays(debit.collectOn, MOVED_MAX_DAYS))
      return refuse('invalid', `must be up to ${MOVED_MAX_DAYS} days after ${debit.collectOn}`, 'collectOn');
    await moveDebit(transaction, id, {
      collectOn,
      submitOn: submitBy(collectOn, COLLECTOR_TERMS[debit.collector]),
    });
    await auditDebit(context, transaction, { ...debit, collectOn }, 'debit.defer', { from: debit.collectOn });
    await queueDebitEmail(context, transaction, { ...debit, collectOn }, { kind: 'announced' });
    return undefined;
  });
}

/**
 * Announces a debit by hand: what is needed, or a part of it, as early as the bank and the notice allow. The client is
 * told at once. Refuses more than is needed, and a second one while another is pending.
 */
export async function requestDebit(
  context: SiteContext,
  accountId: string,
  input: { readonly amount?: string | undefined },
  key?: string,
): Promise<Debit | Refusal> {
  if (!isId(accountId)) return NO_ACCOUNT;
  const request = { operation: 'debit', key, input: { accountId, ...input } };
  const done = await onceOnly(context, request, async (transaction) => {
    await lockAccount(transaction, accountId);
    const assessment = await assessAccount(transaction, accountId, context.now);
    if (assessment?.facts.siteId !== context.siteId) return NO_ACCOUNT;
    const { facts, standing, projection } = assessment;
    const mandate = facts.debits?.mandate ?? null;
    if (mandate === null || facts.debits === undefined)
      return refuse('conflict', 'The client has given no mandate.');
    const owed = -(standing.balance - facts.disputed);
    const isClosed = facts.closedAt !== null;
    if (isClosed && owed <= 0n) return CLOSED;
    const keeps = isClosed ? 0n : projection.suggestedTopUp;
    const needed = (owed > keeps ? owed : keeps) - sumPending(facts.debits);
    if (needed <= 0n)
      return refuse('conflict', 'Nothing more is needed: the account has enough, or a debit is pending.');
    const minor = input.amount === undefined ? needed : positiveAmount(input.amount, facts.currency);
    if (isRefusal(minor)) return minor;
    if (minor > needed)
      return refuse('invalid', `is more than is needed: ${formatAmount(needed, facts.currency)}`, 'amount');
    const debit = await announceDebit(context, transaction, {
      ...{ accountId, reference: facts.reference, mandate, purpose: 'top-up', minor },
      noticeDays: facts.debits.noticeDays,
      today: localDateOf(context.now, facts.timeZone),
    });
    if (debit === undefined) return refuse('conflict', 'Another direct debit of this account is pending.');
    await queueDebitEmail(context, transaction, debit, { kind: 'announced' });
    await signalDebits(context, transaction, accountId, 'debit');
    return { id: debit.id };
  });
  if (isRefusal(done)) return done;
  context.wakeAccount(accountId);
  return loadDebit(context, done.id);
}
