import { dateOfEpochDay, isLocalDate, type LocalDate } from '../../core/values/zone.js';
import { monthOf } from './words/months.js';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** A day, or the three parts of one in unknown order. */
export type Day = LocalDate | { readonly parts: readonly [string, string, string] };

/** Parses a day; undefined if it is none. */
export function readDay(text: string): Day | undefined {
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text) ?? /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(text);
  if (iso !== null) return dayOf(iso[1], iso[2], iso[3]);
  const local = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?![\d./-])/.exec(text);
  if (local !== null) {
    const [, first = '', mark, second = '', third = ''] = local;
    // Dates with dots never start with the month.
    return mark === '.' ? dayOf(third, second, first) : { parts: [first, second, third] };
  }
  const plain = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const named = /^(\d{1,2})(?:st|nd|rd|th)?[. -]*([a-z]{3,9})[., -]+(\d{4}|\d{2})(?!\d)/.exec(plain);
  if (named !== null) return dayOf(named[3], monthOf(named[2]), named[1]);
  const american = /^([a-z]{3,9})[. -]+(\d{1,2})(?:st|nd|rd|th)?[, -]+(\d{4})(?!\d)/.exec(plain);
  return american === null ? undefined : dayOf(american[3], monthOf(american[1]), american[2]);
}

/** The day that three parts form in an order; undefined if they form none. */
export function dayIn(
  order: DateOrder,
  [first, second, third]: readonly [string, string, string],
): LocalDate | undefined {
  if (order === 'ymd')
    return first.length === 2 && third.length === 2 ? dayOf(first, second, third) : undefined;
  return order === 'mdy' ? dayOf(third, first, second) : dayOf(third, second, first);
}

/** Statements are never this old: if two digits would make one so, they are not the year. */
const YEAR_MIN = 2010;

function dayOf(year = '', month = '', day = ''): LocalDate | undefined {
  const whole = year.length === 2 ? `20${year}` : year;
  const date = `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (Number(whole) < YEAR_MIN || !isLocalDate(date)) return undefined;
  return dateOfEpochDay(Math.round(Date.parse(date) / 86_400_000));
}
