import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { listForeignMeters, moveUsage } from '../store/sites/moves.js';
import { insertMeter, listMeters, type Meter } from '../store/usage/usage.js';

export interface MeterMove {
  readonly fromSiteId: string;
  readonly toSiteId: string;
  readonly accountId: string;
  /** The sites whose usage follows. */
  readonly siteIds: readonly string[];
  /** Meters that the plans in question rate. */
  readonly ratedMeters: readonly string[];
}

/**
 * Ensures that the target site has the meters which rated and counted the moving sites, and assigns their days to
 * these. Refuses where the target has a different meter of that name.
 */
export async function moveMeters(transaction: Queryable, move: MeterMove): Promise<Refusal | undefined> {
  const { fromSiteId, toSiteId, siteIds, accountId } = move;
  const whose = { accountId, siteIds };
  const counted = await listForeignMeters(transaction, whose, toSiteId);
  const needed = new Set([...move.ratedMeters, ...counted.map((meter) => meter.name)]);
  const ours = (await listMeters(transaction, fromSiteId)).filter(
    (meter) => !meter.builtIn && needed.has(meter.name),
  );
  for (const meter of ours) {
    const refusal = await adopt(transaction, toSiteId, meter);
    if (refusal !== undefined) return refusal;
  }
  const theirs = new Map((await listMeters(transaction, toSiteId)).map((meter) => [meter.name, meter.id]));
  for (const meter of counted) {
    const to = theirs.get(meter.name);
    if (to !== undefined) await moveUsage(transaction, whose, { from: meter.id, to });
  }
  return undefined;
}

async function adopt(transaction: Queryable, siteId: string, meter: Meter): Promise<Refusal | undefined> {
  await insertMeter(transaction, siteId, meter);
  const there = (await listMeters(transaction, siteId)).find(({ name }) => name === meter.name);
  if (there?.aggregation === meter.aggregation && there.chargeable === meter.chargeable) return undefined;
  return refuse('conflict', `the site it would move to has another meter "${meter.name}"`, 'parent');
}
