/**
 * Formatters of dates and numbers, cached by language and form. Each takes some 30 kB outside the heap, which the
 * garbage collector does not count: one for every date on a page would add up to hundreds of megabytes.
 */
import { knowsZone } from './zone.js';

/** Enough for a dozen forms in a hundred zones and languages. */
const KEPT_MAX = 1_000;

const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, locale, options, () => {
    const { timeZone = 'UTC' } = options;
    return new Intl.DateTimeFormat(locale, knowsZone(timeZone) ? options : { ...options, timeZone: 'UTC' });
  });
}

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

function kept<Formatter>(
  known: Map<string, Formatter>,
  locale: string,
  options: object,
  make: () => Formatter,
): Formatter {
  const key = `${locale} ${JSON.stringify(options)}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  // Drops the oldest formatter; if it is still in use, it is made again at once.
  if (known.size >= KEPT_MAX) known.delete(known.keys().next().value ?? '');
  known.set(key, made);
  return made;
}
