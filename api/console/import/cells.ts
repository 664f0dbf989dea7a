import { findDateOrder } from '../../../src/bank/reading/checks/dates.js';
import { type Day, dayIn, readDay } from '../../../src/bank/reading/days.js';
import { markOf, plainFigure, readMoney } from '../../../src/bank/reading/figures.js';

/** A cell's value in the API's format, or an error that continues after the column's name. */
export type CellRead = { readonly value: string } | { readonly fault: string };

const UNCLEAR_MARK = 'could be thousands or decimals: write it as 1250.00';

/** Reads the amounts of a file. "1.234" is unclear unless other amounts show the decimal mark. */
export function amountReader(cells: readonly string[]): (cell: string, currency: string) => CellRead {
  const marks = new Set(cells.flatMap((cell) => markOf(readMoney(cell)?.digits ?? '') ?? []));
  const [usual] = marks.size === 1 ? marks : [];
  return (cell, currency) => {
    const figure = readMoney(cell);
    if (figure === undefined) return { fault: `is not an amount: "${cell.slice(0, 40)}"` };
    const { digits, sign, among } = figure;
    const mark = markOf(digits) ?? usual;
    if (mark === undefined && /[.,]/.test(digits)) return { fault: UNCLEAR_MARK };
    const plain = plainFigure(digits, mark ?? '.');
    if (plain === undefined) return { fault: `is not an amount: "${cell.slice(0, 40)}"` };
    const isZero = /^[0.]*$/.test(plain);
    if (!isZero && among !== undefined && !among.includes(currency))
      return { fault: `is in ${among[0] ?? 'another currency'}, the client in ${currency}` };
    return { value: isZero ? '0' : `${sign === '-' ? '-' : ''}${plain}` };
  };
}

/** Reads the dates of a column; at least one must show the order of day and month. */
export function dayReader(cells: readonly string[]): (cell: string) => CellRead {
  const days = cells.flatMap((cell): Day[] => {
    const day = readDay(cell);
    return day === undefined ? [] : [day];
  });
  const { order } = findDateOrder([days], undefined, undefined);
  return (cell) => {
    const day = readDay(cell);
    if (day === undefined) return { fault: `is not a date: "${cell.slice(0, 40)}"` };
    if (typeof day === 'string') return { value: day };
    const value = order === undefined ? undefined : dayIn(order, day.parts);
    return value === undefined ? { fault: 'could be day or month first: write it as 2026-12-31' } : { value };
  };
}

const ZONES = new Map(Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]));

/** A time zone in its standard spelling, ignoring case; an unknown one is left for validation to reject. */
export function zoneOf(cell: string): string {
  return ZONES.get(cell.toLowerCase().replaceAll(' ', '_')) ?? cell;
}

/** "31." and "31st" are the 31st. */
export function dayOfMonth(cell: string): string {
  return /^(\d{1,2})(\.|st|nd|rd|th)?$/i.exec(cell)?.[1] ?? cell;
}

/** "20.00 DR" and "20,00 H" state debit or credit themselves, under any heading. */
export function saysWhose(cell: string): boolean {
  return /\d\s*(?:dr|cr|[shdc])\.?$/i.test(cell);
}

/** Separators between hostnames, and placeholders for an empty cell. */
const NO_HOST = /^(?:&|and|und|et|en|[-–—]+|n\/a|none|keine?|aucun|geen)$/i;

/** The hostnames of a cell, also from addresses such as https://www.fenwick.example/shop and fenwick.example:8080. */
export function hostsOf(cell: string): string[] {
  const words = cell.split(/[\s,;|]+/).filter((word) => word !== '' && !NO_HOST.test(word));
  return words.map((word) => (ADDRESS.exec(word) ?? PLACE.exec(word))?.[1] ?? word);
}

const ADDRESS = /^(?:[a-z][a-z0-9+-]*:)?\/\/(?:[^/?#@]*@)?([^/:?#]+)/i;
const PLACE = /^([^/:?#]+\.[^/:?#]+)(?::\d+)?(?:[/?#].*)?$/;
