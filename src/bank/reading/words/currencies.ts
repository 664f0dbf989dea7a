import { currencyExponent } from '../../../core/values/currency.js';

/** Symbols and words for currencies, with the currencies each can mean, the most usual first. */
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

/** The currencies that a word or symbol can mean; undefined if it means none. */
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
