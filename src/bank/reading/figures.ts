/** Amounts and dates as banks write them. What can be read in two ways is left to what proves it elsewhere in the file. */
import { currencyExponent } from '../../core/values/currency.js';
import { dateOfEpochDay, isLocalDate, type LocalDate } from '../../core/values/zone.js';

export type Mark = '.' | ',';
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

/** What stands for a currency, and which it may be: the first is the usual one. */
const SYMBOLS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries<readonly string[]>({
    ...{
      '€': ['EUR'],
      '£': ['GBP'],
      us$: ['USD'],
      ca$: ['CAD'],
      c$: ['CAD'],
      a$: ['AUD'],
      au$: ['AUD'],
      nz$: ['NZD'],
    },
    ...{
      hk$: ['HKD'],
      s$: ['SGD'],
      r$: ['BRL'],
      mx$: ['MXN'],
      $: 'USD CAD AUD NZD SGD HKD MXN CLP COP ARS TWD'.split(' '),
    },
    ...{
      '¥': ['JPY', 'CNY'],
      fr: ['CHF'],
      'fr.': ['CHF'],
      sfr: ['CHF'],
      'sfr.': ['CHF'],
      zł: ['PLN'],
      kč: ['CZK'],
    },
    ...{
      kr: ['SEK', 'NOK', 'DKK', 'ISK'],
      'kr.': ['DKK', 'NOK', 'SEK', 'ISK'],
      ft: ['HUF'],
      lei: ['RON'],
      euro: ['EUR'],
      euros: ['EUR'],
    },
    ...{
      '₹': ['INR'],
      '₺': ['TRY'],
      '₽': ['RUB'],
      '₴': ['UAH'],
      '₪': ['ILS'],
      '₩': ['KRW'],
      '฿': ['THB'],
      '₫': ['VND'],
    },
  }),
);

/** The currencies that a word or symbol may stand for; nothing when it is none. */
export function currenciesOf(word: string): readonly string[] | undefined {
  const upper = word.toUpperCase();
  return currencyExponent(upper) === undefined ? SYMBOLS.get(word.toLowerCase()) : [upper];
}

/** The currency at the end of a column's name, and the name without it: `Gutschrift in CHF`, `Betrag (€)`. */
export function currencyIn(head: string): { readonly code?: string; readonly rest: string } | undefined {
  const [, rest = '', word = ''] =
    /^(.+?)[\s([]+(?:in |en |i )?([A-Z]{3}|[€£$]|Euros?|euros?|EUROS?)[)\]]?$/.exec(head.trim()) ?? [];
  const found = currenciesOf(word);
  if (found === undefined) return undefined;
  const [code = ''] = found;
  return { rest: rest.replace(/[\s([]+(in|en|i)$/, ''), ...(found.length === 1 ? { code } : {}) };
}

/** An amount before it is known what its marks mean. */
export interface Figure {
  readonly digits: string;
  readonly sign: '+' | '-' | '';
  /** The currencies that its cell names. */
  readonly among?: readonly string[] | undefined;
}

const MONEY =
  /^([(+\-\u2212]*)([^\d(+\-\u2212.,']*)([(+\-\u2212]*)(\d[\d.,']*)([-\u2212)+]?)([^\d\-\u2212)+']*?)([-\u2212)+]?)$/u;
const ENDS: Readonly<Record<string, '+' | '-'>> = { DR: '-', S: '-', D: '-', CR: '+', H: '+', C: '+' };

/** The figure of an amount, its sign and its currency; nothing when it is none. */
export function readMoney(cell: string): Figure | undefined {
  const tight = cell
    .replace(/(?<=\d)[\s\u00a0\u202f\u2009'’´](?=\d)/g, "'")
    .replace(/[\s\u00a0\u202f\u2009]/g, '')
    .replace(/[.,][-–—]+$/, '')
    .replace(/^([+(-]?)(s?fr|kr)\./i, '$1$2');
  const match = MONEY.exec(tight);
  if (match === null) return undefined;
  const [, one = '', before = '', two = '', digits = '', three = '', after = '', four = ''] = match;
  const said = ENDS[after.replace(/\.$/, '').toUpperCase()];
  const words = [before, said === undefined ? after : ''].filter((word) => word !== '');
  const currencies = words.map(currenciesOf);
  if (currencies.some((found) => found === undefined)) return undefined;
  const [first, second] = currencies;
  const among = second === undefined ? first : first?.filter((code) => second.includes(code));
  const marks = one + two + three + four;
  const minus = marks.replace(/[^(\-\u2212]/g, '').length;
  // Two signs, or a bracket that is never closed, are no amount; nor is a sign against the word behind.
  const brackets = marks.replace(/[^()]/g, '');
  if (marks.replace(/\)/g, '').length > 1 || (brackets !== '' && brackets !== '()')) return undefined;
  const sign = minus > 0 ? '-' : marks.includes('+') ? '+' : '';
  if (said !== undefined && sign !== '' && said !== sign) return undefined;
  return {
    digits: digits.replace(/[.,]$/, ''),
    sign: said ?? sign,
    ...(among === undefined ? {} : { among }),
  };
}

/** What one amount shows of its column: the mark before one or two decimals, or the one behind another. */
export function markOf(digits: string): Mark | undefined {
  const [dots, commas] = [digits.split('.').length - 1, digits.split(',').length - 1];
  if (dots > 0 && commas > 0) return digits.lastIndexOf('.') > digits.lastIndexOf(',') ? '.' : ',';
  if (dots > 1) return ',';
  if (commas > 1) return '.';
  if (dots === 0 && commas === 0) return undefined;
  const mark: Mark = dots === 1 ? '.' : ',';
  const [whole = '', decimals = ''] = digits.split(mark);
  // With groups of another kind it can only be the decimals' mark.
  if (whole.includes("'")) return mark;
  return decimals.length === 3 && whole.length <= 3 && !whole.startsWith('0') ? undefined : mark;
}

/** A plain decimal string ("1234.56") of a figure; nothing when it is not written as figures are. */
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

/** A plain decimal as a whole number of its smallest part, to reckon with: twelve decimals are more than any has. */
export function scaled(plain: string): bigint {
  const [whole = '', decimals = ''] = plain.split('.');
  return BigInt(whole + decimals.padEnd(12, '0'));
}

const MONTHS: Readonly<Record<string, number>> = {
  ...{
    jan: 1,
    janv: 1,
    ene: 1,
    gen: 1,
    feb: 2,
    fev: 2,
    fevr: 2,
    febr: 2,
    mar: 3,
    mrz: 3,
    mars: 3,
    maerz: 3,
    mrt: 3,
  },
  ...{
    march: 3,
    marz: 3,
    apr: 4,
    avr: 4,
    abr: 4,
    may: 5,
    mai: 5,
    mei: 5,
    maj: 5,
    mag: 5,
    jun: 6,
    juin: 6,
    giu: 6,
  },
  ...{
    june: 6,
    juni: 6,
    jul: 7,
    juil: 7,
    lug: 7,
    july: 7,
    juli: 7,
    aug: 8,
    aout: 8,
    ago: 8,
    sep: 9,
    sept: 9,
    set: 9,
  },
  ...{ oct: 10, okt: 10, ott: 10, nov: 11, marr: 11, dec: 12, dez: 12, dic: 12, des: 12 },
};

/** A day, or the three parts of one whose order is not known. */
export type Day = LocalDate | { readonly parts: readonly [string, string, string] };

/** Reads a day; nothing when it is none. */
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

function monthOf(name = ''): string {
  return String(MONTHS[name] ?? MONTHS[name.slice(0, 4)] ?? MONTHS[name.slice(0, 3)] ?? 0);
}

/** The day that three parts are in an order; nothing when they are none. */
export function dayIn(
  order: DateOrder,
  [first, second, third]: readonly [string, string, string],
): LocalDate | undefined {
  if (order === 'ymd')
    return first.length === 2 && third.length === 2 ? dayOf(first, second, third) : undefined;
  return order === 'mdy' ? dayOf(third, first, second) : dayOf(third, second, first);
}

/** No statement is as old as this: two digits that would make it so are not the year. */
const YEAR_MIN = 2010;

function dayOf(year = '', month = '', day = ''): LocalDate | undefined {
  const whole = year.length === 2 ? `20${year}` : year;
  const date = `${whole}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (Number(whole) < YEAR_MIN || !isLocalDate(date)) return undefined;
  return dateOfEpochDay(Math.round(Date.parse(date) / 86_400_000));
}
