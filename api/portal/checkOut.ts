import type { AccountDetails } from '../../src/accounts/loadAccount.js';
import { loadPortalAccount, type PortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { isProviderKind } from '../../src/billing/payment.js';
import { accountOfSite } from '../../src/core/accountOfSite.js';
import { formatAmount } from '../../src/core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import { offered } from '../../src/payments/payLink.js';
import { startCheckout } from '../../src/payments/startCheckout.js';
import type { PageCall } from '../web/page.js';
import type { Reader } from './reader.js';

/** The choices with their amounts; the amounts are computed again when one is chosen. */
export function payChoices({ account, offers }: Pick<PortalAccount, 'account' | 'offers'>, reader: Reader) {
  const { pay } = reader.texts;
  const leastText = comesBack(account)
    ? pay.reactivatesUntil
    : account.state === 'active'
      ? pay.onlineUntil
      : pay.coversUntil;
  return offered(offers).map(({ value, minor, lastsUntil }) => {
    const until = lastsUntil === null ? null : reader.moment(lastsUntil);
    const words = value === 'restore' ? leastText(until) : pay.span(monthsOf(Number(value)));
    return { value, minor, words };
  });
}

/** Whether a payment reactivates suspended sites: not if they are on hold or if a parent site is suspended. */
export function comesBack({ state, hold, sites }: AccountDetails): boolean {
  return state === 'suspended' && hold === null && !sites.some(({ upstream }) => upstream);
}

function monthsOf(days: number): 1 | 3 | 12 {
  if (days <= 31) return 1;
  return days <= 100 ? 3 : 12;
}

/** An amount entered by the client. */
export const OTHER = 'other';

export interface Wanted {
  readonly provider: string;
  /** One of the choices, or `other` with an amount in major units. */
  readonly choice: string;
  readonly amount?: string | undefined;
  readonly saveCard: boolean;
  /** The path below the site to which the client returns, paid or not. */
  readonly back: string;
  readonly backPaid: string;
}

const NOTHING_TO_PAY = refuse('conflict', 'There is nothing left to pay for this choice.');

/** The address of the provider's page for a choice. Computes the amount again instead of trusting the page. */
export async function checkOut(call: PageCall, wanted: Wanted): Promise<string | Refusal> {
  const { context, deps, baseUrl, slug } = call;
  const paid = await accountOfSite({ ...context, payments: deps.payments, baseUrl });
  if (isRefusal(paid)) return paid;
  const portalAccount = await loadPortalAccount(paid.tenant, paid.accountId);
  if (isRefusal(portalAccount)) return portalAccount;
  const { provider, saveCard } = wanted;
  if (!isProviderKind(provider)) return refuse('invalid', 'Payment provider not found.');
  const amount = amountOf(portalAccount, wanted);
  if (isRefusal(amount)) return amount;
  const started = await startCheckout(paid.tenant, paid.accountId, {
    provider,
    amount,
    saveCard,
    successUrl: `${baseUrl}/sites/${slug}/${wanted.backPaid}`,
    cancelUrl: `${baseUrl}/sites/${slug}/${wanted.back}`,
  });
  return isRefusal(started) ? started : started.url;
}

function amountOf(portalAccount: PortalAccount, { choice, amount }: Wanted): string | Refusal {
  if (choice === OTHER) return amount ?? refuse('invalid', 'is required', 'amount');
  const chosen = offered(portalAccount.offers).find(({ value }) => value === choice);
  return chosen === undefined ? NOTHING_TO_PAY : formatAmount(chosen.minor, portalAccount.account.currency);
}
