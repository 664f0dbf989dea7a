import type { PromotionKind, PromotionScope } from '../billing/promotions/promotion.js';
import { retryFrom, type SiteContext } from '../core/context.js';
import { onceOnly } from '../core/onceOnly.js';
import { parsePercent } from '../core/values/money.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { isLocalDate, type LocalDate, localDateOf } from '../core/values/zone.js';
import { basicsOf, CLOSED, NO_ACCOUNT, positiveAmount } from '../ledger/postMoney.js';
import { newId } from '../platform/ids.js';
import { findState, lockAccount, touchAccounts } from '../store/accounts/accounts.js';
import { insertAudit } from '../store/core/audit.js';
import { addToOutbox } from '../store/core/outbox.js';
import { findOpenFrom, insertPromotion } from '../store/promotions/promotions.js';
import { loadPromotion, type PromotionView } from './loadPromotions.js';

export interface PromotionInput {
  readonly name: string;
  readonly kind: PromotionKind;
  /** Of a credit in all, of an amount for each period; before tax. */
  readonly amount?: string | undefined;
  readonly percent?: string | undefined;
  /** Default: all charges of plans. */
  readonly scope?: PromotionScope | undefined;
  /** Default: today. The whole period that contains it is reduced. */
  readonly startsOn?: LocalDate | undefined;
  /** The last day, inclusive. */
  readonly endsOn?: LocalDate | undefined;
  /** For how many whole periods; not for a credit. */
  readonly periods?: number | undefined;
  /** Among credits that end on the same day, the lowest is used first. */
  readonly order?: number | undefined;
}

interface Sound {
  readonly minor: bigint | null;
  readonly percent: string | null;
}

/** An account with more promotions in force is a mistake of a program. */
const IN_FORCE_MOST = 100;

/** Grants a credit or a discount, which reduces charges from the open period on. */
export async function grantPromotion(
  context: SiteContext,
  accountId: string,
  input: PromotionInput,
  key?: string,
): Promise<PromotionView | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const sound = soundInput(input, basics.currency);
  if (isRefusal(sound)) return sound;
  const request = { operation: 'promotion', key, input: { accountId, ...input } };
  const granted = await onceOnly(context, request, async (transaction) => {
    if (!(await lockAccount(transaction, accountId))) return NO_ACCOUNT;
    const state = await findState(transaction, accountId);
    if (state?.siteId !== context.siteId) return NO_ACCOUNT;
    if (state.closeRequestedAt !== null) return CLOSED;
    const { now: createdAt, actor } = context;
    const today = localDateOf(createdAt, state.timeZone);
    const { openFrom, inForce } = await findOpenFrom(transaction, accountId, today);
    const { startsOn = today, endsOn = null, periods = null, scope = 'all', order = 0 } = input;
    if (startsOn < openFrom) return refuse('invalid', 'is in a period that is settled already', 'startsOn');
    if (endsOn !== null && endsOn < today) return refuse('invalid', 'is in the past', 'endsOn');
    if (endsOn !== null && endsOn < startsOn) return refuse('invalid', 'is before the first day', 'endsOn');
    if (inForce >= IN_FORCE_MOST)
      return refuse('conflict', `An account has at most ${IN_FORCE_MOST} credits and discounts at a time.`);
    const id = newId(createdAt);
    const { name, kind } = input;
    await insertPromotion(transaction, {
      ...{ id, accountId, name, kind, ...sound, scope, startsOn, endsOn, periods },
      ...{ place: order, createdAt, actor },
    });
    await touchAccounts(transaction, [accountId]);
    const signal = { accountId, signal: 'settingsChanged', about: 'promotion' };
    await addToOutbox(transaction, [signal], createdAt, retryFrom(context));
    await insertAudit(transaction, context, {
      siteId: context.siteId,
      accountId,
      action: 'promotion.grant',
      subject: `promotion/${id}`,
      after: { ...input, startsOn, scope },
    });
    return { id };
  });
  if (isRefusal(granted)) return granted;
  context.wakeAccount(accountId);
  return loadPromotion(context, accountId, granted.id);
}

function soundInput(input: PromotionInput, currency: string): Sound | Refusal {
  const { kind, amount, percent, startsOn, endsOn, periods } = input;
  for (const [field, date] of Object.entries({ startsOn, endsOn }))
    if (date !== undefined && !isLocalDate(date))
      return refuse('invalid', `${date} is not a date that exists`, field);
  if (periods !== undefined && kind === 'credit')
    return refuse('invalid', 'is for discounts; a credit can have a last day', 'periods');
  if (periods !== undefined && endsOn !== undefined)
    return refuse('invalid', 'cannot be used with a last day', 'periods');
  if (kind === 'percent') {
    if (amount !== undefined) return refuse('invalid', 'is not for a discount in percent', 'amount');
    const rate =
      percent === undefined ? refuse('invalid', 'is required', 'percent') : parsePercent(percent, 'percent');
    if (isRefusal(rate)) return rate;
    return rate === 0n
      ? refuse('invalid', 'must be more than zero', 'percent')
      : { minor: null, percent: percent ?? '' };
  }
  if (percent !== undefined) return refuse('invalid', 'is for a discount in percent', 'percent');
  const minor =
    amount === undefined ? refuse('invalid', 'is required', 'amount') : positiveAmount(amount, currency);
  return isRefusal(minor) ? minor : { minor, percent: null };
}
