import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { listTaxedByHand, type TaxedByHand } from '../store/accounts/taxInputs.js';
import { findSettings } from '../store/sites/sites.js';
import { changeAccount } from './changeAccount.js';

/** How many accounts are changed at once; a further press takes the next. */
export const TAXES_AT_ONCE = 500;

/** The open accounts that keep a tax by hand, by name, one more than the limit if there are more. */
export async function loadTaxedByHand({ sql, siteId }: SiteContext, limit: number): Promise<TaxedByHand[]> {
  return listTaxedByHand(sql, siteId, limit + 1);
}

/** Removes the taxes by hand of these accounts, or the first ones, so that the policy decides. Returns how many. */
export async function letPolicyDecide(context: SiteContext): Promise<number | Refusal> {
  const { sql, siteId } = context;
  const { taxPolicy } = await findSettings(sql, siteId);
  if (taxPolicy == null) return refuse('conflict', 'Say first how taxes are decided.');
  let changed = 0;
  for (const { id } of await listTaxedByHand(sql, siteId, TAXES_AT_ONCE)) {
    const outcome = await changeAccount(context, id, { tax: null });
    // It was closed or moved meanwhile.
    if (!isRefusal(outcome)) changed += 1;
  }
  return changed;
}
