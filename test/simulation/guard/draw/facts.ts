import type { Assignment, MeterDays, Tax, UsageDay } from '../../../../src/billing/facts.js';
import { type ArrivedPart, learnArrival, type Rhythm } from '../../../../src/billing/traffic/rhythm.js';
import { parsePercent } from '../../../../src/core/values/money.js';
import { QUANTITY_ONE } from '../../../../src/core/values/quantity.js';
import { isRefusal } from '../../../../src/core/values/refusal.js';
import { dateOfEpochDay } from '../../../../src/core/values/zone.js';
import { compiledIn, type DrawnPlan, METERS } from './plans.js';

export const SITE = '01900000-0000-7000-8000-00000000000a';

export function taxOf(percent: string | null): Tax | null {
  if (percent === null) return null;
  const read = parsePercent(percent);
  if (isRefusal(read)) throw new Error(read.detail);
  return { name: 'VAT', percent: read };
}

export function assignmentOf(
  currency: string,
  drawn: DrawnPlan,
  span: Pick<Assignment, 'id' | 'fromDate' | 'toDate' | 'startup'>,
): Assignment {
  return { ...span, planId: span.id, plan: compiledIn(currency, drawn) };
}

interface Day {
  readonly day: number;
  readonly date: string;
  total: number;
  peak: number;
  latest: number;
  latestAt: number;
  /** What is looked ahead from. */
  quantity: number;
}

/** What the store keeps of a site's meters: their days, as they are rated and as they are looked ahead from. */
export class Readings {
  /** Ascending. */
  readonly #days = new Map<number, Day[]>();
  readonly #rhythms = new Map<number, Rhythm>();

  add(meter: number, day: number, quantity: number, at: number): void {
    const known = this.#dayOf(meter, day);
    known.total += quantity;
    known.peak = Math.max(known.peak, quantity);
    if (at >= known.latestAt) [known.latest, known.latestAt] = [quantity, at];
    const { aggregation } = meterOf(meter);
    known.quantity = aggregation === 'sum' ? known.total : aggregation === 'last' ? known.latest : known.peak;
  }

  /** When something arrived, `lag` hours after its own day began; only of what adds up are the hours known. */
  learn(meter: number, at: number, part: ArrivedPart): void {
    if (meterOf(meter).aggregation !== 'sum') return;
    this.#rhythms.set(meter, learnArrival(this.#rhythms.get(meter) ?? null, at, [part]));
  }

  #dayOf(meter: number, day: number): Day {
    const days = this.#days.get(meter) ?? [];
    this.#days.set(meter, days);
    let place = days.length;
    while ((days[place - 1]?.day ?? -Infinity) > day) place -= 1;
    const known = days[place - 1];
    if (known?.day === day) return known;
    const date = dateOfEpochDay(day);
    const fresh = { day, date, total: 0, peak: 0, latest: 0, latestAt: -Infinity, quantity: 0 };
    days.splice(place, 0, fresh);
    return fresh;
  }

  /** Takes a day's whole quantity back, as voiding its events does. */
  void(meter: number, day: number): void {
    const days = this.#days.get(meter) ?? [];
    this.#days.set(
      meter,
      days.filter((known) => known.day !== day),
    );
  }

  /** Days from one on, as settlement reads them. */
  usageSince(from: number): UsageDay[] {
    return [...this.#days].flatMap(([meter, days]) => {
      const { name, aggregation } = meterOf(meter);
      return days
        .filter(({ day }) => day >= from)
        .map(({ date, total, peak, latest }) => ({
          ...{ siteId: SITE, meter: name, aggregation, date },
          ...{ total: exact(total), peak: exact(peak), latest: exact(latest) },
        }));
    });
  }

  history(): MeterDays[] {
    return [...this.#days].map(([meter, days]) => {
      const { name, aggregation } = meterOf(meter);
      const rhythm = this.#rhythms.get(meter);
      return { meter: name, aggregation, days, rhythms: rhythm === undefined ? [] : [rhythm] };
    });
  }
}

function meterOf(index: number): (typeof METERS)[number] {
  const meter = METERS[index];
  if (meter === undefined) throw new Error(`there is no meter ${index}`);
  return meter;
}

function exact(quantity: number): bigint {
  return BigInt(quantity) * QUANTITY_ONE;
}
