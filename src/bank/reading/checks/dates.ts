import type { LocalDate } from '../../../core/values/zone.js';
import { type DateOrder, type Day, dayIn } from '../days.js';

/** The source that proves the order of day and month in a file's dates. */
export interface OrderFound {
  readonly order: DateOrder | undefined;
  readonly from:
    | 'unmistakable'
    | 'a part above 12'
    | 'the order of the rows'
    | 'what was said'
    | 'what is remembered'
    | 'the heading'
    | 'unknown';
  /** The orders in which all of the days can be read. */
  readonly possible: readonly DateOrder[];
}

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];
/** Fewer days than this are in some order by chance. */
const DAYS_MIN = 3;
/** This many are not. */
const DAYS_PROVING = 6;
/** The usual length of a statement. */
const SPAN_DAYS = 62;

/** Finds the order of day, month and year by proof, never by custom. */
export function findDateOrder(
  tables: readonly (readonly Day[])[],
  answered: DateOrder | undefined,
  known: DateOrder | undefined,
  remembered?: DateOrder,
): OrderFound {
  const byTable = tables.map((days) => days.flatMap((day) => (typeof day === 'string' ? [] : [day.parts])));
  const parts = byTable.flat();
  if (parts.length === 0) return { order: undefined, from: 'unmistakable', possible: ORDERS };
  const possible = ORDERS.filter((order) => parts.every((each) => dayIn(order, each) !== undefined));
  const [only, ...others] = possible;
  if (only !== undefined && others.length === 0) return { order: only, from: 'a part above 12', possible };
  const readings = new Set(possible.map((order) => parts.map((each) => dayIn(order, each)).join()));
  if (readings.size === 1) return { order: only, from: 'unmistakable', possible };
  if (answered !== undefined && possible.includes(answered))
    return { order: answered, from: 'what was said', possible };
  const daysIn = (order: DateOrder): LocalDate[][] =>
    byTable.map((each) => each.map((one) => dayIn(order, one) ?? ''));
  const [sure, ...rivals] = possible.filter((order) => daysIn(order).every(isSorted));
  if (
    sure !== undefined &&
    rivals.length === 0 &&
    isNoChance(
      possible.map((each) => daysIn(each).flat()),
      daysIn(sure).flat(),
    )
  ) {
    // A remembered answer that contradicts this file's rows is dropped, and the question is raised again.
    return remembered === undefined || remembered === sure
      ? { order: sure, from: 'the order of the rows', possible }
      : { order: undefined, from: 'unknown', possible };
  }
  if (remembered !== undefined && possible.includes(remembered))
    return { order: remembered, from: 'what is remembered', possible };
  if (known !== undefined && possible.includes(known)) return { order: known, from: 'the heading', possible };
  return { order: undefined, from: 'unknown', possible };
}

/** Whether the order of rows is not accidental: many days, or some within weeks that otherwise lie months apart. */
function isNoChance(readings: readonly (readonly LocalDate[])[], sure: readonly LocalDate[]): boolean {
  const count = new Set(sure).size;
  if (count >= DAYS_PROVING) return true;
  const widest = Math.max(...readings.map(spanOf));
  return count >= DAYS_MIN && spanOf(sure) <= SPAN_DAYS && widest > 3 * spanOf(sure);
}

function spanOf(days: readonly LocalDate[]): number {
  const sorted = [...days].sort();
  return (Date.parse(sorted.at(-1) ?? '') - Date.parse(sorted[0] ?? '')) / 86_400_000;
}

/** Whether days only increase, or only decrease. */
export function isSorted(days: readonly LocalDate[]): boolean {
  const pairs = days.slice(1).map((day, index) => [days[index] ?? '', day] as const);
  return pairs.every(([one, next]) => one <= next) || pairs.every(([one, next]) => one >= next);
}
