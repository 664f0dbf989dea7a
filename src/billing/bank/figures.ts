/** Amounts and dates as banks write them. What can be read in two ways is decided by the rest of the column. */
import { dateOfEpochDay, isLocalDate, type LocalDate } from '../zone.js';

type Mark = '.' | ',';

/** How a column writes its figures. */
export interface Style {
  /** What stands before the decimals. */
  readonly point: Mark;
  /** 03/04/2026: the fourth of March instead of the third of April. */
  readonly monthFirst: boolean;
}

/** The bare figure of an amount and its sign; nothing when it is none. */
function bare(text: string): { readonly digits: string; readonly negative: boolean } | undefined {
  const tight = text
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/^(EUR|USD|GBP|CHF|€|£|\$)|(EUR|USD|GBP|CHF|€|£|\$)$/gi, '');
  const match = /^([(+\-\u2212]*)([0-9][0-9.,]*)(?:[.,])?([-\u2212)]|DR|CR|[SH])?$/i.exec(tight);
  if (match === null) return undefined;
  const [, before = '', digits = '', after = ''] = match;
  return { digits, negative: /[(\-\u2212]/.test(before) || /^([-\u2212)]|DR|S)$/i.test(after) };
}

/** What one amount says of its column: the mark before one or two decimals, or the one behind another. */
function pointOf(digits: string): Mark | undefined {
  const [dots, commas] = [digits.split('.').length - 1, digits.split(',').length - 1];
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots > 1) return ',';
  if (commas > 1) return '.';
  if (dots === 0 && commas === 0) return undefined;
  const mark: Mark = dots === 1 ? '.' : ',';
  const [whole = '', decimals = ''] = digits.split(mark);
  const ambiguous = decimals.length === 3 && whole.length <= 3 && !/^0/.test(whole);
  return ambiguous ? undefined : mark;
}

/** Reads how a file writes its figures from all of them; `usual` where none of them tells. */
export function readStyle(amounts: readonly string[], dates: readonly string[], usual: Mark): Style {
  const votes = { '.': 0, ',': 0 };
  for (const amount of amounts) {
    const mark = pointOf(bare(amount)?.digits ?? '');
    if (mark !== undefined) votes[mark] += 1;
  }
  const point = votes['.'] === votes[','] ? usual : votes['.'] > votes[','] ? '.' : ',';
  const slashed = dates
    .map((date) => /^(\d{1,2})\/(\d{1,2})\/\d{2,4}\b/.exec(date))
    .filter((match) => match !== null);
  const monthFirst =
    slashed.some(([, , second]) => Number(second) > 12) && !slashed.some(([, first]) => Number(first) > 12);
  return { point, monthFirst };
}

/** An amount as a plain decimal string ("-1234.56"); nothing when it cannot be read for certain. */
export function readFigure(text: string, style: Style): string | undefined {
  const found = bare(text);
  if (found === undefined) return undefined;
  const point = pointOf(found.digits) ?? style.point;
  const [whole = '', decimals = '', ...rest] = found.digits.split(point);
  const groups = whole.split(point === '.' ? ',' : '.');
  const isGrouped = groups.length === 1 || groups.slice(1).every((group) => group.length === 3);
  if (rest.length > 0 || !isGrouped || !/^\d*$/.test(decimals)) return undefined;
  const digits = groups.join('').replace(/^0+(?=\d)/, '');
  if (digits === '' || digits.length > 20) return undefined;
  return `${found.negative ? '-' : ''}${digits}${decimals === '' ? '' : `.${decimals}`}`;
}

const MONTHS: Readonly<Record<string, number>> = {
  ...{ jan: 1, feb: 2, mar: 3, mär: 3, mrz: 3, apr: 4, may: 5, mai: 5, jun: 6, jul: 7, aug: 8, sep: 9 },
  ...{ oct: 10, okt: 10, nov: 11, dec: 12, dez: 12 },
};

/** A day as YYYY-MM-DD; nothing when it is none. */
export function readDay(text: string, style: Style): LocalDate | undefined {
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text) ?? /^(20\d{2})(\d{2})(\d{2})$/.exec(text);
  if (iso !== null) return dayOf(iso[1], iso[2], iso[3]);
  const local = /^(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?!\d)/.exec(text);
  if (local !== null) {
    const [, first, mark, second, year] = local;
    return mark === '/' && style.monthFirst ? dayOf(year, first, second) : dayOf(year, second, first);
  }
  const [, day, name = '', year] =
    /^(\d{1,2})[. -]+([a-zä]{3})[a-z]*[., -]+(\d{4}|\d{2})(?!\d)/i.exec(text) ?? [];
  const month = MONTHS[name.toLowerCase()];
  return month === undefined ? undefined : dayOf(year, String(month), day);
}

function dayOf(year = '', month = '', day = ''): LocalDate | undefined {
  const date = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(date) ? dateOfEpochDay(Math.round(Date.parse(date) / 86_400_000)) : undefined;
}
