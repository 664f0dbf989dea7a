import type { Refusal } from '../billing/index.js';
import { isRefusal } from '../billing/index.js';
import { newId } from '../platform/index.js';
import type { Entry } from '../store/index.js';
import type { SiteContext } from './context.js';
import { moneyFor, postMoney } from './postMoney.js';

export interface RefundInput {
  readonly amount: string;
  readonly method: string;
  readonly reference?: string | undefined;
  readonly description?: string | undefined;
}

/** Records money given back to the client: the credit leaves the tab for the house's cash. */
export async function postRefund(
  context: SiteContext,
  accountId: string,
  input: RefundInput,
  key?: string,
): Promise<Entry | Refusal> {
  const money = await moneyFor(context, accountId, input.amount);
  if (isRefusal(money)) return money;
  const { amount, currency } = money;
  const request = { operation: 'refund', accountId, currency, key, input, signal: 'chargePosted' as const };
  return postMoney(context, request, [
    {
      id: newId(context.now),
      kind: 'refund',
      amount: -amount,
      house: `cash:${input.method}`,
      description: input.description ?? `Refund (${input.method})`,
      method: input.method,
      effectiveAt: context.now,
      ...(input.reference === undefined ? {} : { reference: input.reference }),
    },
  ]);
}
