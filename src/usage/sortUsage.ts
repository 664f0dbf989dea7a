import type { SiteContext } from '../core/context.js';
import { formatQuantity, parseQuantity, type Quantity } from '../core/values/quantity.js';
import { type LocalDate, localDateOf } from '../core/values/zone.js';
import type { NewTaskLine } from '../store/tasks/tasks.js';
import { listMeters } from '../store/usage/usage.js';
import type { UsageEvent } from './readBatch.js';
import { usageZones } from './usageSites.js';

/** The usage in a file for one site and meter. */
export interface UsageSum {
  readonly site: string;
  readonly meter: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly readings: number;
  /** The sum of all readings, or the highest for a meter that does not add up. */
  readonly quantity: string;
}

/** An event that can count, with its site and day. */
interface PlacedEvent extends UsageEvent {
  readonly site: string;
  readonly meter: string;
  readonly day: LocalDate;
  readonly amount: Quantity;
}

/** Assigns valid events to their site and local day. */
export async function placeUsage(
  context: SiteContext,
  events: readonly UsageEvent[],
): Promise<PlacedEvent[]> {
  const slugs = [...new Set(events.map(({ site }) => String(site)))];
  const zones = await usageZones(context, slugs);
  return events.map((event) => {
    const site = String(event.site);
    const day = localDateOf(Date.parse(String(event.time)), zones.get(site) ?? 'UTC');
    return { ...event, site, meter: String(event.meter), day, amount: parseQuantity(event.quantity) ?? 0n };
  });
}

/** The usage of events by site and meter. */
export async function sumUsage(
  { sql, siteId }: SiteContext,
  events: readonly PlacedEvent[],
): Promise<UsageSum[]> {
  const adds = new Set(
    (await listMeters(sql, siteId))
      .filter(({ aggregation }) => aggregation === 'sum')
      .map(({ name }) => name),
  );
  return groupBy(events, ({ site, meter }) => `${site} ${meter}`).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const days = group.map(({ day }) => day).sort();
    const total = group.reduce((sum, { amount }) => {
      if (adds.has(first.meter)) return sum + amount;
      return amount > sum ? amount : sum;
    }, 0n);
    const { site, meter } = first;
    const [from = '', to = ''] = [days[0], days.at(-1)];
    return [{ site, meter, from, to, readings: group.length, quantity: formatQuantity(total) }];
  });
}

const EVENTS_A_LINE = 1_000;

/** What one line of the task counts: a site's events of a day. */
export interface UsageLine {
  readonly site: string;
  readonly day: LocalDate;
  readonly events: readonly UsageEvent[];
}

/** Splits events into task lines, day by day. */
export function cutUsage(events: readonly PlacedEvent[]): NewTaskLine[] {
  const days = groupBy(events, ({ site, day }) => `${day} ${site}`);
  const lines = days.flatMap((group) => {
    const parts: UsageLine[] = [];
    for (let start = 0; start < group.length; start += EVENTS_A_LINE) {
      const [first] = group;
      const part = group.slice(start, start + EVENTS_A_LINE).map(plainEvent);
      if (first !== undefined) parts.push({ site: first.site, day: first.day, events: part });
    }
    return parts;
  });
  const inOrder = lines.sort((one, other) =>
    `${one.day} ${one.site}` < `${other.day} ${other.site}` ? -1 : 1,
  );
  return inOrder.map((input, index) => ({ number: index + 1, input, problems: [] }));
}

function plainEvent({ id, source, site, meter, quantity, time }: PlacedEvent): UsageEvent {
  return { id, source, site, meter, quantity, time };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
