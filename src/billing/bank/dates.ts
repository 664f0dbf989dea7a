import type { LocalDate } from '../zone.js';
import { type DateOrder, type Day, dayIn } from './figures.js';

/** Where it is known from in which order a file writes its days. */
export interface OrderFound {
  readonly order: DateOrder | undefined;
  readonly from:
    | 'unmistakable'
    | 'a part above 12'
    | 'the order of the rows'
    | 'what was said'
    | 'the heading'
    | 'unknown';
  /** In which orders all of the days can be read. */
  readonly possible: readonly DateOrder[];
}

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd'];
/** Fewer days than this stand in some order by chance. */
const DAYS_MIN = 3;

/** Finds the order of the parts by what proves it; never by what is usual. */
export function findDateOrder(
  days: readonly Day[],
  said: DateOrder | undefined,
  known: DateOrder | undefined,
): OrderFound {
  const parts = days.flatMap((day) => (typeof day === 'string' ? [] : [day.parts]));
  if (parts.length === 0) return { order: undefined, from: 'unmistakable', possible: ORDERS };
  const possible = ORDERS.filter((order) => parts.every((each) => dayIn(order, each) !== undefined));
  const [only, ...others] = possible;
  if (only !== undefined && others.length === 0) return { order: only, from: 'a part above 12', possible };
  const readings = new Set(possible.map((order) => parts.map((each) => dayIn(order, each)).join()));
  if (readings.size === 1) return { order: only, from: 'unmistakable', possible };
  if (said !== undefined && possible.includes(said)) return { order: said, from: 'what was said', possible };
  const sorted = possible.filter((order) => isSorted(parts.map((each) => dayIn(order, each) ?? '')));
  const [sure, ...rivals] = sorted;
  if (sure !== undefined && rivals.length === 0 && hasEnoughDays(parts, sure))
    return { order: sure, from: 'the order of the rows', possible };
  if (known !== undefined && possible.includes(known)) return { order: known, from: 'the heading', possible };
  return { order: undefined, from: 'unknown', possible };
}

function hasEnoughDays(parts: readonly (readonly [string, string, string])[], order: DateOrder): boolean {
  return new Set(parts.map((each) => dayIn(order, each))).size >= DAYS_MIN;
}

/** Whether days only rise, or only fall. */
export function isSorted(days: readonly LocalDate[]): boolean {
  const pairs = days.slice(1).map((day, index) => [days[index] ?? '', day] as const);
  return pairs.every(([one, next]) => one <= next) || pairs.every(([one, next]) => one >= next);
}
