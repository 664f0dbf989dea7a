import { accountTax, taxOfCharge } from '../billing/tax/accountTax.js';
import type { SiteContext } from '../core/context.js';
import { localDateOf } from '../core/values/zone.js';
import { isRefusal, type Refusal } from '../core/values/refusal.js';
import { newId } from '../platform/ids.js';
import type { Entry } from '../store/ledger/entries.js';
import { moneyFor, postMoney, UNREADABLE_TAX, withTaxEntry } from './postMoney.js';

export interface ChargeInput {
  readonly amount: string;
  readonly description: string;
  /** The owner's own category: `design`, `domain` … */
  readonly category: string;
}

/** Charges a client for something outside the plan; the account's tax follows as its own entry. Returns the charge. */
export async function postCharge(
  context: SiteContext,
  accountId: string,
  input: ChargeInput,
  key?: string,
): Promise<Entry | Refusal> {
  const money = await moneyFor(context, accountId, input.amount);
  if (isRefusal(money)) return money;
  const { amount, currency } = money;
  const own = accountTax(money, localDateOf(context.now, money.timeZone));
  if (isRefusal(own)) return UNREADABLE_TAX;
  const tax = taxOfCharge(own, input.category);
  const request = { operation: 'charge', accountId, currency, key, input, signal: 'chargePosted' as const };
  const charge = {
    id: newId(context.now),
    kind: 'charge' as const,
    category: input.category,
    amount: -amount,
    contraAccount: `revenue:${input.category}`,
    description: input.description,
    effectiveAt: context.now,
  };
  return postMoney(
    context,
    request,
    withTaxEntry(charge, tax, { now: context.now, language: money.language }),
  );
}
