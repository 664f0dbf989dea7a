import { type Promotion, lastDayOf } from '../billing/promotions/promotion.js';
import { standOn } from '../billing/projection/outlook.js';
import type { Standing } from '../billing/standing.js';
import { scheduleOf } from '../billing/rating/lines.js';
import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { type Instant, type LocalDate, localDateOf } from '../core/values/zone.js';
import { basicsOf, NO_ACCOUNT } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { findPromotion, type GrantedPromotion, listPromotions } from '../store/promotions/promotions.js';

/** `coming`: it has not begun; `used`: nothing is left of a credit; `ended`: its last day is over. */
export type PromotionState = 'coming' | 'active' | 'used' | 'ended';

/** A credit or discount as of now; amounts in minor units. */
export interface PromotionView extends Omit<GrantedPromotion, 'used'> {
  readonly currency: string;
  readonly state: PromotionState;
  /** What it took off so far, accrued costs included. */
  readonly taken: bigint;
  /** What is left of a credit; null: it is a discount. */
  readonly left: bigint | null;
  /** The last day on which it can reduce anything, inclusive; null: none. */
  readonly lastDay: LocalDate | null;
}

const NO_PROMOTION = refuse('not_found', 'Credit or discount not found.');

/** How a promotion stands, as of now. */
function viewOf(
  granted: GrantedPromotion,
  facts: LoadedAccount,
  standing: Pick<Standing, 'promotions'>,
  now: Instant,
): PromotionView {
  const { used, ...promotion } = granted;
  const taken = standing.promotions?.used.get(granted.id) ?? used;
  const left = granted.kind === 'credit' ? granted.minor - taken : null;
  const lastDay = lastDayOf(granted, scheduleOf(facts));
  const today = localDateOf(now, facts.timeZone);
  return {
    ...promotion,
    currency: facts.currency,
    state: stateOf(granted, { lastDay, left, today }),
    taken,
    left,
    lastDay,
  };
}

function stateOf(
  { startsOn }: Promotion,
  at: { readonly lastDay: LocalDate | null; readonly left: bigint | null; readonly today: LocalDate },
): PromotionState {
  if (at.lastDay !== null && at.lastDay < at.today) return 'ended';
  if (at.left === 0n) return 'used';
  return startsOn > at.today ? 'coming' : 'active';
}

/** Those of an account that is assessed already, newest first; of most accounts there are none. */
export async function viewPromotions(
  { sql, now }: Pick<SiteContext, 'sql' | 'now'>,
  { facts, standing }: { readonly facts: LoadedAccount; readonly standing: Standing },
): Promise<PromotionView[]> {
  if ((facts.promotions ?? []).length === 0) return [];
  const all = await listPromotions(sql, { accountId: facts.id });
  return all.map((granted) => viewOf(granted, facts, standing, now));
}

/** The credits and discounts of an account, newest first. */
export async function loadAccountPromotions(
  context: SiteContext,
  accountId: string,
  page: { readonly before?: string; readonly limit?: number } = {},
): Promise<PromotionView[] | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const { sql, now } = context;
  const [all, facts] = await Promise.all([
    listPromotions(sql, { accountId, ...page }),
    loadFacts(sql, [accountId], now).then((found) => found.get(accountId)),
  ]);
  if (facts === undefined) return NO_ACCOUNT;
  const { standing } = standOn(facts, now);
  return all.map((granted) => viewOf(granted, facts, standing, now));
}

export async function loadPromotion(
  context: SiteContext,
  accountId: string,
  id: string,
): Promise<PromotionView | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const { sql, now } = context;
  const granted = isId(id) ? await findPromotion(sql, accountId, id) : undefined;
  const facts = (await loadFacts(sql, [accountId], now)).get(accountId);
  if (granted === undefined || facts === undefined) return NO_PROMOTION;
  return viewOf(granted, facts, standOn(facts, now).standing, now);
}
