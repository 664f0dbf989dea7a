import { plainWordingFor } from '../../emails/wording.js';
import { dateFormat, numberFormat } from '../../src/core/values/formatters.js';
import { chooseLanguage, languageOf, localeOf } from '../../src/core/values/language.js';
import { formatAmount } from '../../src/core/values/money.js';
import { DAY_MS, type Instant, type LocalDate } from '../../src/core/values/zone.js';
import type { PageCall, PageContent } from '../web/page.js';
import { type PortalTexts, portalTexts } from './texts/index.js';

/** Texts, dates and amounts as the reader of a page writes them. */
export interface Reader {
  readonly texts: PortalTexts;
  /** A BCP 47 tag. */
  readonly language: string;
  readonly timeZone: string;
  /** "−1,234.50" */
  readonly amount: (minor: bigint) => string;
  /** "−1,234.50 EUR" */
  readonly sum: (minor: bigint) => string;
  /** A decimal number of any length: "0.0004". */
  readonly number: (decimal: string) => string;
  /** "61.2k", and bytes as "48.2 GB". */
  readonly quantity: (value: number, unit: string) => string;
  /** "Wed 25 Nov", with the year if it is not that of `now`. */
  readonly day: (at: Instant, now?: Instant) => string;
  /** "25 November", with the year if it is not that of `now`. */
  readonly longDay: (at: Instant, now: Instant) => string;
  /** "25 Nov 2026" */
  readonly date: (date: LocalDate) => string;
  /** "Wed 25 Nov, 09:00 London time" */
  readonly moment: (at: Instant) => string;
  /** "Wed 25 Nov 2026, 09:00 (Europe/London)" */
  readonly exact: (at: Instant) => string;
  /** "in 6 days" */
  readonly distance: (at: Instant, now: Instant) => string;
  /** "a, b or c" */
  readonly either: (names: readonly string[]) => string;
}

/** The reader of a page about an account: its language, else the browser's. */
export function readerOf(
  call: Pick<PageCall, 'http'>,
  account: { readonly language: string; readonly currency: string; readonly timeZone: string },
): Reader {
  return createReader({
    ...account,
    language: chooseLanguage([account.language], call.http.req.header('accept-language')),
  });
}

/** A page in the reader's language. */
export function pageFor({ texts, language }: Reader, content: PageContent): PageContent {
  return { ...content, frame: { ...texts.frame, language: languageOf(language) } };
}

export function createReader({
  language,
  currency,
  timeZone,
}: {
  readonly language: string;
  readonly currency: string;
  readonly timeZone: string;
}): Reader {
  const locale = localeOf(language);
  const amount = (minor: bigint): string => {
    const major = formatAmount(minor, currency);
    const decimals = major.split('.')[1]?.length ?? 0;
    return decimal(locale, major, decimals, decimals);
  };
  const dates = (options: Intl.DateTimeFormatOptions) => (at: Instant) =>
    dateFormat(locale, { timeZone, ...options }).format(at);
  const year = (at: Instant): string => dateFormat('en-GB', { year: 'numeric', timeZone }).format(at);
  return {
    texts: portalTexts(language),
    language,
    timeZone,
    amount,
    sum: (minor) => `${amount(minor)} ${currency}`,
    number: (text) => decimal(locale, text, text.split('.')[1]?.length ?? 0, 12),
    quantity: (value, unit) => shortQuantity(locale, value, unit),
    day: (at, now) => {
      const isOther = now !== undefined && year(at) !== year(now);
      const head = isOther ? ({ year: 'numeric' } as const) : ({ weekday: 'short' } as const);
      return dates({ ...head, day: 'numeric', month: 'short' })(at).replace(',', '');
    },
    longDay: (at, now) => {
      const other = year(at) === year(now) ? {} : ({ year: 'numeric' } as const);
      // An Italian day without its weekday needs an article that depends on the day.
      const head = languageOf(language) === 'it' ? ({ weekday: 'long' } as const) : {};
      return dates({ ...head, day: 'numeric', month: 'long', ...other })(at);
    },
    date: (date) =>
      dateFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(
        Date.parse(`${date}T12:00:00Z`),
      ),
    moment: plainWordingFor({ language, timeZone }).shortMoment,
    exact: (at) => {
      const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
      return `${dates({ ...day, hour: '2-digit', minute: '2-digit' })(at)} (${timeZone})`;
    },
    distance: (at, now) => distance(locale, at, now),
    either: (names) => new Intl.ListFormat(locale, { type: 'disjunction' }).format(names),
  };
}

function decimal(locale: string, text: string, least: number, most: number): string {
  const digits = { minimumFractionDigits: least, maximumFractionDigits: Math.max(least, most) };
  // Intl keeps every digit of a decimal string.
  return numberFormat(locale, digits)
    .format(text as Intl.StringNumericLiteral)
    .replace('-', '\u2212');
}

/** Rounded down, as a runway is, so that both agree beside each other. */
function distance(locale: string, at: Instant, now: Instant): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const ms = Math.abs(at - now);
  const sign = at >= now ? 1 : -1;
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return format.format(sign * Math.max(1, Math.floor(ms / 60_000)), 'minute');
  if (hours < 36) return format.format(sign * hours, 'hour');
  const days = Math.floor(ms / DAY_MS);
  return days < 60
    ? format.format(sign * days, 'day')
    : format.format(sign * Math.floor(days / 30.4), 'month');
}

const STEPS = [
  { from: 1e12, sign: 'T', unit: 'terabyte' },
  { from: 1e9, sign: 'G', unit: 'gigabyte' },
  { from: 1e6, sign: 'M', unit: 'megabyte' },
  { from: 1e3, sign: 'k', unit: 'kilobyte' },
] as const;

function shortQuantity(locale: string, value: number, unit: string): string {
  const step = STEPS.find(({ from }) => Math.abs(value) >= from);
  const scaled = step === undefined ? value : value / step.from;
  const most = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 1 ? 1 : 2;
  const digits = { maximumFractionDigits: most, useGrouping: false };
  if (unit === 'bytes') {
    const bytes = { style: 'unit', unit: step?.unit ?? 'byte', unitDisplay: 'short' } as const;
    return numberFormat(locale, { ...digits, ...bytes }).format(scaled);
  }
  const text = numberFormat(locale, digits).format(scaled).replace('-', '\u2212');
  return `${text}${step?.sign ?? ''}${unit === '' ? '' : ` ${unit}`}`;
}
