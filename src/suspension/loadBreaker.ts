import type { BreakerRule } from '../billing/breaker.js';
import type { SiteContext } from '../core/context.js';
import {
  type Breaker,
  type HeldBackAccount,
  countHeldBack,
  findTrippedBreaker,
  listHeldBack,
} from '../store/suspension/breakers.js';
import { findBreakerRule } from './checkBreaker.js';

/** Why a site's suspensions are paused, and how many accounts and sites stay active because of it. */
export interface BreakerView extends Breaker {
  readonly accounts: number;
  readonly sites: number;
  readonly rule: BreakerRule;
}

/** The site's tripped breaker, if any. */
export async function loadBreaker(context: Pick<SiteContext, 'sql' | 'siteId'>): Promise<BreakerView | null> {
  const { sql, siteId } = context;
  const breaker = await findTrippedBreaker(sql, siteId);
  if (breaker === undefined) return null;
  const [count, rule] = await Promise.all([countHeldBack(sql, breaker.id), findBreakerRule(sql, siteId)]);
  return { ...breaker, ...count, rule };
}

/** The accounts that a breaker holds back, the earliest limit dates first. */
export async function loadHeldBackAccounts(
  context: SiteContext,
  breaker: Pick<Breaker, 'id' | 'siteId'>,
  limit: number,
): Promise<HeldBackAccount[]> {
  return breaker.siteId === context.siteId ? listHeldBack(context.sql, breaker.id, limit) : [];
}
