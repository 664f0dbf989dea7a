import type { AccountFacts, MeterDays, SilentMeter } from '../facts.js';
import { HABIT_DAYS } from './silentMeter.js';
import { usualShare } from './today/today.js';
import { median, WEEK_DAYS } from './window.js';
import {
  DAY_MS,
  dateOfEpochDay,
  epochDay,
  type Instant,
  localEpochDayOf,
  startOfDay,
} from '../../core/values/zone.js';

/**
 * The meters' days for the projection, with estimates for silent ones: a site without reports may still have traffic,
 * and its usage may come later. Nothing is charged by it.
 */
export function fillSilentDays(facts: AccountFacts, asOf: Instant): readonly MeterDays[] {
  if (facts.silentMeters.length === 0) return facts.history;
  const today = localEpochDayOf(asOf, facts.timeZone);
  const startsAt = startOfDay(dateOfEpochDay(today), facts.timeZone);
  const gone = usualShare(Math.min(1, (asOf - startsAt) / DAY_MS));
  return facts.history.map((meter) => {
    const silent = facts.silentMeters.filter((silentMeter) => silentMeter.meter === meter.meter);
    return silent.length === 0 ? meter : filled(meter, silent, today, gone);
  });
}

function filled(meter: MeterDays, silent: readonly SilentMeter[], today: number, gone: number): MeterDays {
  const days = new Map(meter.days.map(({ date, quantity }) => [epochDay(date), quantity]));
  for (const silentMeter of silent) {
    const estimate = usualOf(silentMeter, meter.aggregation);
    const last = epochDay(silentMeter.lastDay);
    for (let day = last; day <= today; day += 1) {
      // The elapsed part of today is known only from others' reports; the forecast handles days without any.
      if (day === today && !days.has(day)) continue;
      const part = day === today && meter.aggregation === 'sum' ? gone : 1;
      const reported = day === last ? estimate.onLastDay : 0;
      days.set(day, (days.get(day) ?? 0) + Math.max(0, estimate.on(day) * part - reported));
    }
  }
  const sorted = [...days].sort(([one], [other]) => one - other);
  return { ...meter, days: sorted.map(([day, quantity]) => ({ date: dateOfEpochDay(day), quantity })) };
}

interface SilentEstimate {
  /** The estimate for a whole day. */
  readonly on: (day: number) => number;
  /** The report of the day on which it stopped. */
  readonly onLastDay: number;
}

/** A summed meter continues with the median of the same weekdays before; a standing value stays. */
function usualOf({ days, lastDay }: SilentMeter, aggregation: MeterDays['aggregation']): SilentEstimate {
  const reported = new Map(days.map(({ date, quantity }) => [epochDay(date), quantity]));
  const last = epochDay(lastDay);
  const onLastDay = reported.get(last) ?? 0;
  if (aggregation !== 'sum') return { on: () => onLastDay, onLastDay };
  const first = Math.max(Math.min(...reported.keys()), last - HABIT_DAYS);
  const byWeekday = Array.from({ length: WEEK_DAYS }, (_, back) => {
    const values: number[] = [];
    // The last day may be incomplete, so it is no evidence of a usual one.
    for (let day = last - 1 - back; day >= first; day -= WEEK_DAYS) values.push(reported.get(day) ?? 0);
    return median(Float64Array.from(values));
  });
  return { on: (day) => byWeekday[(((last - 1 - day) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS] ?? 0, onLastDay };
}
