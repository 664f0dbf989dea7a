import { currencyExponent } from '../src/core/values/currency.js';
import { dateFormat, numberFormat } from '../src/core/values/formatters.js';
import { formatAmount } from '../src/core/values/money.js';
import { formatQuantity, type Quantity, quantityToNumber } from '../src/core/values/quantity.js';
import type { Instant, LocalDate } from '../src/core/values/zone.js';

/** Dates in the reader's format. */
export interface Dates {
  /** "Wednesday 25 November" */
  readonly day: (at: Instant) => string;
  /** "Wednesday 25 November 2026" */
  readonly dayOfYear: (at: Instant) => string;
  /** "25 November 2026" */
  readonly date: (at: Instant) => string;
  /** "Wed 25 Nov" */
  readonly weekday: (at: Instant) => string;
  /** "25 Nov" */
  readonly shortDay: (at: Instant) => string;
  /** "09:00" */
  readonly time: (at: Instant) => string;
  /** A calendar day without a time zone: "Wednesday 3 March". */
  readonly localDay: (date: LocalDate) => string;
  /** "1 to 30 November 2026", from the first to the last day. */
  readonly localDays: (first: LocalDate, last: LocalDate) => string;
}

/** Amounts, quantities and dates in the reader's format. */
export interface Format extends Dates {
  /** With the currency: "−€12.50". */
  readonly money: (minor: bigint) => string;
  /** Without the currency, for a column whose heading names it: "−12.50". */
  readonly amount: (minor: bigint) => string;
  /** A price for one unit with as many decimals as it has: "€0.0004". */
  readonly price: (major: string) => string;
  /** The currency's symbol, for that heading. */
  readonly currencySign: string;
  readonly quantity: (quantity: Quantity) => string;
  /** Bytes in the largest decimal unit that fits: "48.21 GB". Undefined below a kilobyte. */
  readonly bytes: (quantity: Quantity) => string | undefined;
  /** "a, b and c" */
  readonly list: (items: readonly string[]) => string;
}

const BYTE_UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

/** Formats everything with Intl in the reader's locale. */
export function createFormat(locale: string, currency: string, timeZone: string): Format {
  const exponent = currencyExponent(currency) ?? 2;
  const digits = { minimumFractionDigits: exponent, maximumFractionDigits: exponent };
  const money = numberFormat(locale, { style: 'currency', currency, ...digits });
  const amount = numberFormat(locale, digits);
  const number = numberFormat(locale, { maximumFractionDigits: 12 });
  const shown = (formatter: Intl.NumberFormat, minor: bigint): string =>
    // Intl keeps every digit of a decimal string; a number would lose them beyond 2^53.
    trueMinus(formatter.format(formatAmount(minor, currency) as Intl.StringNumericLiteral));
  const list = new Intl.ListFormat(locale);
  return {
    money: (minor) => shown(money, minor),
    amount: (minor) => shown(amount, minor),
    price: (major) => {
      const format = numberFormat(locale, {
        ...digits,
        style: 'currency',
        currency,
        maximumFractionDigits: 12,
      });
      return format.format(major as Intl.StringNumericLiteral);
    },
    currencySign: money.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency,
    quantity: (quantity) => number.format(formatQuantity(quantity) as Intl.StringNumericLiteral),
    bytes: (quantity) => bytesIn(locale, quantityToNumber(quantity)),
    ...createDates(locale, timeZone),
    list: (items) => list.format(items),
  };
}

/** Instants are shown in the account's time zone. */
export function createDates(locale: string, timeZone: string): Dates {
  const instant = (options: Intl.DateTimeFormatOptions): ((at: Instant) => string) => {
    const formatter = dateFormat(locale, { timeZone, ...options });
    return (at) => firstOfMonth(formatter.format(at), locale);
  };
  const calendar = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    dateFormat(locale, { timeZone: 'UTC', ...options });
  const localDay = calendar({ weekday: 'long', day: 'numeric', month: 'long' });
  const localDays = calendar({ day: 'numeric', month: 'long', year: 'numeric' });
  return {
    day: instant({ weekday: 'long', day: 'numeric', month: 'long' }),
    dayOfYear: instant({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
    date: instant({ day: 'numeric', month: 'long', year: 'numeric' }),
    weekday: instant({ weekday: 'short', day: 'numeric', month: 'short' }),
    shortDay: instant({ day: 'numeric', month: 'short' }),
    time: instant({ hour: '2-digit', minute: '2-digit' }),
    localDay: (date) => firstOfMonth(localDay.format(noon(date)), locale),
    localDays: (first, last) => firstOfMonth(localDays.formatRange(noon(first), noon(last)), locale),
  };
}

/** French counts the first day of a month, which Intl does not: "1er novembre". */
function firstOfMonth(text: string, locale: string): string {
  return locale.startsWith('fr') ? text.replaceAll(/(?<!\d)1(?=\s\p{L})/gu, '1er') : text;
}

/** A hyphen is not a minus: it is shorter, and some programs break the line after it. */
function trueMinus(text: string): string {
  return text.replace('-', '\u2212');
}

function noon(date: LocalDate): number {
  return Date.parse(`${date}T12:00:00Z`);
}

function bytesIn(locale: string, bytes: number): string | undefined {
  const step = Math.min(Math.floor(Math.log10(Math.max(Math.abs(bytes), 1)) / 3), BYTE_UNITS.length);
  const unit = BYTE_UNITS[step - 1];
  if (unit === undefined) return undefined;
  const formatter = numberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 2 });
  return formatter.format(bytes / 1000 ** step);
}

/** The common name of a time zone: "London" for Europe/London; "UTC" or "GMT-5" for a zone without a place. */
export function zonePlace(timeZone: string): { readonly name: string; readonly isPlace: boolean } {
  const last = timeZone.split('/').at(-1) ?? timeZone;
  if (timeZone.includes('/') && !timeZone.startsWith('Etc/')) {
    return { name: last.replaceAll('_', ' '), isPlace: true };
  }
  const parts = dateFormat('en', { timeZone, timeZoneName: 'short' }).formatToParts(0);
  return { name: parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone, isPlace: false };
}
