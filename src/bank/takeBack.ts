import { retryFrom, type SiteContext } from '../core/context.js';
import type { LineReason } from '../core/values/lineReason.js';
import { isRefusal } from '../core/values/refusal.js';
import { correctAfter } from '../ledger/postMoney.js';
import { postReversal } from '../ledger/reverseEntry.js';
import { freeOf, reversibleOf } from '../payments/moneyBack.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import type { ReferencedAccount } from '../store/bank/bank.js';
import { listReturnable } from '../store/bank/returned.js';
import { type Entry, postEntries } from '../store/ledger/entries.js';
import { parseAmount } from '../core/values/money.js';
import { returnReason } from '../payments/debits/debitOutcome.js';
import { noteReturnOf, takeBackDebit } from './debitLines.js';
import type { StatementLine } from './reading/readRows.js';

/** What is needed of a line to find the payment that came back. */
export type ReturnedMoney = Pick<
  StatementLine,
  'amount' | 'bookedOn' | 'currency' | 'endToEndId' | 'takenWhy' | 'text'
>;

/** Whether a line takes an earlier payment back. */
export function isTakenBack({ amount }: { readonly amount: string | null }): boolean {
  return amount?.startsWith('-') === true;
}

interface Found {
  readonly payment: Entry;
  /** Minor units, above zero. */
  readonly minor: bigint;
}

/**
 * The bank payment that came back: by the payer's id of it, or else by account and amount, the newest first. Returns
 * why there is none.
 */
export async function findTakenBack(
  context: SiteContext,
  sql: Queryable,
  line: ReturnedMoney,
  accounts: readonly Pick<ReferencedAccount, 'id'>[],
): Promise<Found | LineReason> {
  const { siteId } = context;
  const { endToEndId = null, currency = null } = line;
  const accountIds = accounts.map(({ id }) => id);
  const listed = await listReturnable(sql, { siteId, endToEndId, accountIds });
  const all = listed.flatMap(({ byId, payment }) => {
    const minor = parseAmount(line.amount.slice(1), payment.currency);
    const isSame =
      !isRefusal(minor) && minor === payment.amount && (currency ?? payment.currency) === payment.currency;
    return isSame ? [{ byId, payment, minor }] : [];
  });
  const named = all.filter(({ byId }) => byId);
  const candidates = named.length > 0 ? named : all;
  if (candidates.length === 0) return { code: 'returned-unknown' };
  if (new Set(candidates.map(({ payment }) => payment.accountId)).size > 1)
    return { code: 'returned-several' };
  for (const { payment, minor } of candidates) {
    if ((await reversibleOf(sql, payment)) === minor) return { payment, minor };
  }
  return { code: 'returned-before' };
}

/** Reverses the payment that came back, inside the line's transaction. */
export async function takeBack(
  context: SiteContext,
  transaction: Queryable,
  line: ReturnedMoney,
  accounts: readonly Pick<ReferencedAccount, 'id'>[],
): Promise<{ readonly accountId: string; readonly entryId: string } | LineReason> {
  const debit = await takeBackDebit(context, transaction, line);
  if (debit !== undefined) return debit;
  const seen = await findTakenBack(context, transaction, line, accounts);
  if ('code' in seen) return seen;
  // What is left of it counts only under the lock.
  await lockAccount(transaction, seen.payment.accountId);
  const found = await findTakenBack(context, transaction, line, [{ id: seen.payment.accountId }]);
  if ('code' in found) return found;
  const { payment } = found;
  const reversal = await postReversal(context, transaction, payment, returnReason(line.takenWhy));
  if (isRefusal(reversal)) return { code: 'returned-refused', detail: reversal.detail };
  await noteReturnOf(context, transaction, payment.id, line);
  return { accountId: payment.accountId, entryId: reversal.id };
}

/**
 * Takes the money back from the account that a user has chosen: the payment of that amount, or a part of the newest one
 * that is large enough.
 */
export async function takeBackFrom(
  context: SiteContext,
  transaction: Queryable,
  account: { readonly id: string; readonly currency: string },
  line: ReturnedMoney,
): Promise<string | LineReason> {
  const whole = await takeBack(context, transaction, line, [account]);
  if (!('code' in whole)) return whole.entryId;
  await lockAccount(transaction, account.id);
  const minor = parseAmount(line.amount.slice(1), account.currency);
  if (isRefusal(minor)) return { code: 'amount', detail: minor.detail };
  const { siteId } = context;
  for (const { payment } of await listReturnable(transaction, {
    siteId,
    endToEndId: null,
    accountIds: [account.id],
  })) {
    if ((await freeOf(transaction, payment)) < minor) continue;
    const [posted] = await postEntries(transaction, {
      ...{ accountId: account.id, siteId, actor: context.actor, postedAt: context.now, afterClosing: true },
      entries: [
        {
          ...{ id: newId(context.now), kind: 'refund', amount: -minor, contraAccount: 'cash:bank' },
          ...{ description: `Part of no. ${payment.number} ${returnReason(line.takenWhy)}`, method: 'bank' },
          ...{ corrects: payment.id, effectiveAt: context.now },
        },
      ],
      signal: { name: 'chargePosted', retryFrom: retryFrom(context) },
    });
    if (posted !== undefined) await correctAfter(context, transaction, posted, payment.id);
    return posted?.id ?? { code: 'returned-unknown' };
  }
  return whole;
}
