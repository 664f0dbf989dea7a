import { standOn } from '../billing/projection/outlook.js';
import { withTax } from '../billing/standing.js';
import type { SiteContext } from '../core/context.js';
import { rehearse } from '../core/transact.js';
import { addDays } from '../core/values/zone.js';
import { describeLine } from '../ledger/settleDue.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { listUsage, type UsageTotal } from '../store/usage/usage.js';
import type { VoidableEvent } from '../store/usage/voidUsage.js';
import { sortVoids, type VoidRequest, voidSound, type VoidVerdicts } from './voidUsage.js';

/** A day of a site and meter before and after; without readings where no event is left. */
export interface DayChange {
  readonly siteSlug: string;
  readonly meter: string;
  readonly day: string;
  readonly before: UsageTotal | undefined;
  readonly after: UsageTotal | undefined;
}

export interface VoidPreview {
  readonly events: readonly VoidableEvent[];
  readonly rejected: VoidVerdicts['rejected'];
  readonly days: readonly DayChange[];
  /** Usage without an entry yet, tax included, in minor units. */
  readonly accrued: { readonly before: bigint; readonly after: bigint };
  /** What will be posted for settled periods, each as a cost in minor units, tax included. */
  readonly corrections: readonly { readonly description: string; readonly minor: bigint }[];
}

/**
 * The effect of voiding events of an account. It is done and rolled back, so that it cannot differ from the real void.
 */
export async function previewVoid(
  context: SiteContext,
  accountId: string,
  requests: readonly VoidRequest[],
): Promise<VoidPreview> {
  const { sound, rejected } = await sortVoids(context, requests, accountId);
  const events = sound.filter(({ voidedAt }) => voidedAt === null);
  const { before, after } = await rehearse(context.sql, async (transaction) => {
    const before = await assessment(context, transaction, accountId, events);
    await voidSound(context, transaction, requests, events);
    return { before, after: await assessment(context, transaction, accountId, events) };
  });
  return {
    events,
    rejected,
    days: daysOf(events, before.usage, after.usage),
    accrued: { before: before.accrued, after: after.accrued },
    corrections: after.corrections,
  };
}

interface Seen {
  readonly usage: readonly UsageTotal[];
  readonly accrued: bigint;
  readonly corrections: VoidPreview['corrections'];
}

const NOTHING: Seen = { usage: [], accrued: 0n, corrections: [] };

async function assessment(
  { now }: SiteContext,
  transaction: Queryable,
  accountId: string,
  events: readonly VoidableEvent[],
): Promise<Seen> {
  const days = events.map(({ day }) => day).sort();
  const [first, last] = [days[0], days.at(-1)];
  const facts = (await loadFacts(transaction, [accountId], now)).get(accountId);
  if (facts === undefined || first === undefined || last === undefined) return NOTHING;
  return {
    usage: await listUsage(transaction, accountId, first, addDays(last, 1)),
    ...moneyOf(facts, now),
  };
}

function moneyOf(facts: LoadedAccount, now: number): Omit<Seen, 'usage'> {
  const late = standOn(facts, now).standing.dueLines.filter((line) => line.late);
  const { accrued } = standOn({ ...facts, latePeriods: [] }, now).standing;
  const corrections = late.map((line) => ({
    description: describeLine(facts, line),
    minor: withTax(line, line.dueMinor),
  }));
  return { accrued, corrections };
}

function daysOf(
  events: readonly VoidableEvent[],
  before: readonly UsageTotal[],
  after: readonly UsageTotal[],
): DayChange[] {
  const places = new Map(
    events.map(({ siteSlug, meter, day }) => [`${day} ${siteSlug} ${meter}`, { siteSlug, meter, day }]),
  );
  return [...places.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, place]) => {
      const isThere = (row: UsageTotal): boolean =>
        row.siteSlug === place.siteSlug && row.meter === place.meter && row.day === place.day;
      return { ...place, before: before.find(isThere), after: after.find(isThere) };
    });
}
