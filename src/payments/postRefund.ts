import type { SiteContext } from '../core/context.js';
import { usualDescription } from '../core/values/entryTexts.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { moneyFor, NO_ACCOUNT, postUnderLock } from '../ledger/postMoney.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import { type Entry, findEntry } from '../store/ledger/entries.js';
import { refuseBeyondCredit, refuseBeyondPayment } from './moneyBack.js';

export interface RefundInput {
  readonly amount: string;
  readonly method: string;
  readonly reference?: string | undefined;
  readonly description?: string | undefined;
  /** The entry of the refunded payment; left out, the refund is of the account's credit. */
  readonly payment?: string | undefined;
  /** Refunds more than the client has in credit. The reason is then required, and is recorded in the audit log. */
  readonly beyondCredit?: boolean | undefined;
  readonly reason?: string | undefined;
}

/**
 * Records money given back to the client: the credit moves from the account to the cash contra account. Never exceeds
 * what is left of the named payment, or else the credit, unless the owner permits it. Runs under the account's lock, so
 * that simultaneous requests are counted together. Works for a closed account, too.
 */
export async function postRefund(
  context: SiteContext,
  accountId: string,
  input: RefundInput,
  key?: string,
): Promise<Entry | Refusal> {
  const money = await moneyFor(context, accountId, input.amount);
  if (isRefusal(money)) return money;
  const { amount, currency } = money;
  const wrong = checkOptions(input);
  if (wrong !== undefined) return wrong;
  const request = { operation: 'refund', accountId, currency, key, input, signal: 'chargePosted' as const };
  return postUnderLock(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const beyond = await refuseBeyond(context, transaction, { accountId, currency, amount, input });
    if (beyond !== undefined) return beyond;
    const why = input.beyondCredit === true ? { reason: input.reason, beyondCredit: true } : {};
    return { entries: [refundEntry(context, amount, input)], noted: why };
  });
}

function checkOptions({ payment, beyondCredit, reason }: RefundInput): Refusal | undefined {
  if (beyondCredit !== true) {
    return reason === undefined ? undefined : refuse('invalid', 'requires beyondCredit', 'reason');
  }
  if (payment !== undefined) return refuse('invalid', 'cannot be used with a payment', 'beyondCredit');
  return reason === undefined || reason.trim() === ''
    ? refuse('invalid', 'must give the reason', 'reason')
    : undefined;
}

interface Wanted {
  readonly accountId: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly input: RefundInput;
}

async function refuseBeyond(
  { siteId }: SiteContext,
  transaction: Queryable,
  { accountId, currency, amount, input }: Wanted,
): Promise<Refusal | undefined> {
  if (input.payment !== undefined) {
    const payment = isId(input.payment) ? await findEntry(transaction, siteId, input.payment) : undefined;
    if (payment?.accountId !== accountId || payment.kind !== 'payment')
      return refuse('invalid', 'is not a payment of this account', 'payment');
    return refuseBeyondPayment(transaction, payment, amount);
  }
  if (input.beyondCredit === true) return undefined;
  return refuseBeyondCredit(transaction, { accountId, currency }, amount);
}

function refundEntry({ now }: SiteContext, amount: bigint, input: RefundInput) {
  return {
    id: newId(now),
    kind: 'refund' as const,
    amount: -amount,
    contraAccount: `cash:${input.method}`,
    description: input.description ?? usualDescription('refund', input.method),
    method: input.method,
    effectiveAt: now,
    ...(input.reference === undefined ? {} : { reference: input.reference }),
    ...(input.payment === undefined ? {} : { corrects: input.payment }),
  };
}
