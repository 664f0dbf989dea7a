import type { Refusal } from '../billing/index.js';
import { isRefusal, parseAmount, refuse } from '../billing/index.js';
import { newId } from '../platform/index.js';
import type { Entry } from '../store/index.js';
import type { SiteContext } from './context.js';
import { postingBasicsOf, postMoney } from './postMoney.js';

export interface AdjustmentInput {
  /** Signed from the client's side: "5.00" is goodwill, "-5.00" takes it back. */
  readonly amount: string;
  readonly description: string;
}

/** Puts a tab right by hand, either way, without tax. */
export async function postAdjustment(
  context: SiteContext,
  accountId: string,
  input: AdjustmentInput,
  key?: string,
): Promise<Entry | Refusal> {
  const basics = await postingBasicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const amount = parseAmount(input.amount, basics.currency, 'amount');
  if (isRefusal(amount)) return amount;
  if (amount === 0n) return refuse('invalid', 'must not be zero', 'amount');
  const signal = amount > 0n ? ('paymentReceived' as const) : ('chargePosted' as const);
  const { currency } = basics;
  return postMoney(context, { operation: 'adjustment', accountId, currency, key, input, signal }, [
    {
      id: newId(context.now),
      kind: 'adjustment',
      amount,
      house: 'adjustments',
      description: input.description,
      effectiveAt: context.now,
    },
  ]);
}
