import type { ProviderKind } from '../billing/payment.js';
import { refusedBelow } from '../billing/rating/smallestCharge.js';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { formatAmount } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { CLOSED, NO_ACCOUNT, positiveAmount } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import {
  countCheckouts,
  findPayable,
  insertCheckout,
  nameCheckout,
  type Payable,
} from '../store/payments/payments.js';
import { CHECKOUT_CHECK } from './checkPace.js';
import { openProvider, type PaymentTools, troubleOf, webhookUrl } from './openProvider.js';

export interface CheckoutInput {
  readonly provider: ProviderKind;
  /** Major units of the account's currency. */
  readonly amount: string;
  /** Saves the card for later charges; only where the card's owner permits it. */
  readonly saveCard: boolean;
  /** The purpose shown on the provider's page; left out, every site of the account. */
  readonly siteNames?: readonly string[];
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** Whether a closed account's debt can be paid, too. */
  readonly evenClosed?: boolean;
  /** The limit of this actor's checkouts per hour and account; no limit when left out. */
  readonly hourlyMax?: number;
}

export interface StartedCheckout {
  readonly id: string;
  /** Where the client pays. */
  readonly url: string;
  /** Minor units: the requested amount, rounded up where the provider only accepts coarser amounts. */
  readonly minor: bigint;
  readonly currency: string;
}

/**
 * Opens a provider's page on which a client pays to an account. The entry is posted when the provider reports the
 * payment. Refuses: not_found, invalid, account_closed, throttled, conflict (not set up, or the provider refuses),
 * unavailable.
 */
export async function startCheckout(
  context: SiteContext & PaymentTools,
  accountId: string,
  input: CheckoutInput,
): Promise<StartedCheckout | Refusal> {
  const payable = await findPayable(context.sql, accountId);
  if (payable?.siteId !== context.siteId) return NO_ACCOUNT;
  if (payable.isClosed && input.evenClosed !== true) return CLOSED;
  const amount = positiveAmount(input.amount, payable.currency);
  if (isRefusal(amount)) return amount;
  const least = refusedBelow(input.provider, payable.currency);
  if (least !== undefined && amount < least) {
    const words = `${formatAmount(least, payable.currency)} ${payable.currency}`;
    return refuse('invalid', `must be at least ${words}: smaller amounts cannot be paid online`, 'amount');
  }
  const provider = await openProvider(context, context.siteId, input.provider);
  if (isRefusal(provider)) return provider;
  const { sql, now: startedAt, actor } = context;
  const id = newId(startedAt);
  const { provider: kind, saveCard } = input;
  const checkout = { id, accountId, provider: kind, amount, savesCard: saveCard, startedAt, actor };
  if (!(await saveCheckout(context, checkout, input.hourlyMax))) return ENOUGH;
  const { currency, reference } = payable;
  const { siteNames = payable.siteNames } = input;
  const answer = await provider.startCheckout({
    id,
    accountId,
    reference,
    minor: amount,
    currency,
    purpose: purposeOf({ siteNames, reference }),
    successUrl: input.successUrl,
    cancelUrl: input.cancelUrl,
    webhookUrl: webhookUrl(context.baseUrl, kind, context.siteId),
    saveCard,
  });
  if (answer.outcome !== 'started') return troubleOf(answer);
  await nameCheckout(sql, id, {
    providerId: answer.providerId,
    amount: answer.minor,
    checkAt: startedAt + CHECKOUT_CHECK.firstMs,
  });
  return { id, url: answer.url, minor: answer.minor, currency };
}

const HOUR_MS = 3_600_000;
const ENOUGH = refuse('throttled', 'Too many attempts within one hour. Try again later.');

/** False where the hourly limit is reached. Counted under the account's lock, so simultaneous requests count, too. */
async function saveCheckout(
  { sql }: SiteContext,
  checkout: Parameters<typeof insertCheckout>[1],
  hourlyMax = Infinity,
): Promise<boolean> {
  const { accountId, actor, startedAt } = checkout;
  const isEnough = async (queryable: Queryable): Promise<boolean> =>
    (await countCheckouts(queryable, { accountId, actor, since: startedAt - HOUR_MS })) >= hourlyMax;
  if (hourlyMax === Infinity) return insertCheckout(sql, checkout).then(() => true);
  // Checked without the lock first, so that a throttled request does not delay others.
  if (await isEnough(sql)) return false;
  return transact(sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    if (await isEnough(transaction)) return false;
    await insertCheckout(transaction, checkout);
    return true;
  });
}

const NAMES_MAX = 3;

/** The purpose of a payment, as the client and their bank read it. */
export function purposeOf({ siteNames, reference }: Pick<Payable, 'siteNames' | 'reference'>): string {
  const names = siteNames.slice(0, NAMES_MAX).join(', ');
  if (names === '') return reference;
  return siteNames.length > NAMES_MAX ? `${names} …` : names;
}
