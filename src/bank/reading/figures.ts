/** Amounts as banks write them. Ambiguous ones are resolved by other evidence in the file. */
import { currenciesOf } from './words/currencies.js';

export type Mark = '.' | ',';

/** An amount whose marks are not yet resolved. */
export interface Figure {
  readonly digits: string;
  readonly sign: '+' | '-' | '';
  /** The currencies in its cell. */
  readonly among?: readonly string[] | undefined;
}

const MONEY =
  /^([(+\-\u2212]*)([^\d(+\-\u2212.,']*)([(+\-\u2212]*)(\d[\d.,']*)([-\u2212)+]?)([^\d\-\u2212)+']*?)([-\u2212)+]?)$/u;
const ENDS: Readonly<Record<string, '+' | '-'>> = { DR: '-', S: '-', D: '-', CR: '+', H: '+', C: '+' };

/** The figure of an amount, its sign and its currency; undefined if it is none. */
export function readMoney(cell: string): Figure | undefined {
  const tight = cell
    .replace(/(?<=\d)[\s\u00a0\u202f\u2009'’´](?=\d)/g, "'")
    .replace(/[\s\u00a0\u202f\u2009]/g, '')
    .replace(/[.,][-–—]+$/, '')
    .replace(/^([+(-]?)(s?fr|kr)\./i, '$1$2');
  const match = MONEY.exec(tight);
  if (match === null) return undefined;
  const [, one = '', before = '', two = '', digits = '', three = '', after = '', four = ''] = match;
  const signAfter = ENDS[after.replace(/\.$/, '').toUpperCase()];
  const words = [before, signAfter === undefined ? after : ''].filter((word) => word !== '');
  const currencies = words.map(currenciesOf);
  if (currencies.some((found) => found === undefined)) return undefined;
  const [first, second] = currencies;
  const among = second === undefined ? first : first?.filter((code) => second.includes(code));
  const marks = one + two + three + four;
  const minus = marks.replace(/[^(\-\u2212]/g, '').length;
  // Two signs, an unclosed bracket, or a sign that contradicts the word after it make no amount.
  const brackets = marks.replace(/[^()]/g, '');
  if (marks.replace(/\)/g, '').length > 1 || (brackets !== '' && brackets !== '()')) return undefined;
  const sign = minus > 0 ? '-' : marks.includes('+') ? '+' : '';
  if (signAfter !== undefined && sign !== '' && signAfter !== sign) return undefined;
  return {
    digits: digits.replace(/[.,]$/, ''),
    sign: signAfter ?? sign,
    ...(among === undefined ? {} : { among }),
  };
}

/** What one amount shows of its column: the mark before one or two decimals, or the mark after a different one. */
export function markOf(digits: string): Mark | undefined {
  const [dots, commas] = [digits.split('.').length - 1, digits.split(',').length - 1];
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots > 1) return ',';
  if (commas > 1) return '.';
  if (dots === 0 && commas === 0) return undefined;
  const mark: Mark = dots === 1 ? '.' : ',';
  const [whole = '', decimals = ''] = digits.split(mark);
  // After groups with another mark, this mark can only be the decimal one.
  if (whole.includes("'")) return mark;
  return decimals.length === 3 && whole.length <= 3 && !whole.startsWith('0') ? undefined : mark;
}

/** A plain decimal string ("1234.56") of a figure; undefined if it has no valid form. */
export function plainFigure(digits: string, mark: Mark): string | undefined {
  const [whole = '', decimals = '', ...rest] = digits.split(mark);
  const groups = whole.split(/[.,']/);
  const isGrouped =
    groups.length === 1 ||
    (/^\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every((group) => group.length === 3));
  if (rest.length > 0 || !isGrouped || !/^\d*$/.test(decimals)) return undefined;
  if (new Set(whole.replace(/\d/g, '')).size > 1) return undefined;
  const plain = groups.join('').replace(/^0+(?=\d)/, '');
  if (plain === '' || plain.length > 20 || decimals.length > 12) return undefined;
  return decimals === '' ? plain : `${plain}.${decimals}`;
}

/** A plain decimal as a whole number of its smallest unit, for calculation. Twelve decimals are the maximum. */
export function scaled(plain: string): bigint {
  const [whole = '', decimals = ''] = plain.split('.');
  return BigInt(whole + decimals.padEnd(12, '0'));
}
