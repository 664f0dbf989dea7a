import type { BrakeRule } from '../billing/brake.js';
import type { SiteContext } from '../core/context.js';
import {
  type Brake,
  type BrakedAccount,
  countBraked,
  findBrake,
  readBraked,
} from '../store/suspension/brakes.js';
import { brakeRuleOf } from './passBrake.js';

/** Why a site's suspensions are paused, and how many accounts and sites that keeps up. */
export interface BrakeView extends Brake {
  readonly accounts: number;
  readonly sites: number;
  readonly rule: BrakeRule;
}

/** The site's brake, while it is on. */
export async function readBrake(context: Pick<SiteContext, 'sql' | 'siteId'>): Promise<BrakeView | null> {
  const { sql, siteId } = context;
  const brake = await findBrake(sql, siteId);
  if (brake === undefined) return null;
  const [count, rule] = await Promise.all([countBraked(sql, brake.id), brakeRuleOf(sql, siteId)]);
  return { ...brake, ...count, rule };
}

/** Whom a brake keeps up, those who fell first before the others. */
export async function readBrakedAccounts(
  context: SiteContext,
  brake: Pick<Brake, 'id' | 'siteId'>,
  limit: number,
): Promise<BrakedAccount[]> {
  return brake.siteId === context.siteId ? readBraked(context.sql, brake.id, limit) : [];
}
