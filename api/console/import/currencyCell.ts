import { currenciesOf } from '../../../src/bank/reading/words/currencies.js';
import { currencyExponent } from '../../../src/core/values/currency.js';
import type { CellRead } from './cells.js';

/** The languages in which currency names are recognised. */
const LANGUAGES = ['en', 'de', 'fr', 'nl', 'es', 'it'];
const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').trim();

let named: Map<string, string> | undefined;

/** Currencies by name, such as "Schweizer Franken" and "US dollar"; built on first use. */
function byName(name: string): string | undefined {
  named ??= new Map(
    LANGUAGES.flatMap((language) => {
      const names = new Intl.DisplayNames(language, { type: 'currency' });
      const codes = Intl.supportedValuesOf('currency').filter((code) => currencyExponent(code) !== undefined);
      return codes.map((code) => [plain(names.of(code) ?? code), code] as const);
    }),
  );
  return named.get(plain(name));
}

/** The currencies a cell may mean: several for a shared symbol, none if it is unknown. */
function meant(cell: string): readonly string[] {
  const one = currenciesOf(cell) ?? [byName(cell) ?? []].flat();
  if (one.length > 0) return one;
  // "EUR (€)": the currency must match every word.
  const words = cell.split(/[\s()/-]+/).filter((word) => word !== '');
  const [first = [], ...others] = words.map((word) => currenciesOf(word) ?? []);
  return first.filter((code) => others.every((each) => each.includes(code)));
}

/** A currency by its code, symbol or name. A shared symbol means the usual currency if that is one of them. */
export function readCurrency(cell: string, usual: string): CellRead {
  // Normalises full-width letters and removes invisible direction marks.
  const written = cell
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const codes = meant(written);
  const [code = written.toUpperCase()] = codes.includes(usual) ? [usual] : codes;
  if (codes.length < 2 || code === usual) return { value: code };
  return { fault: `"${cell.slice(0, 40)}" could be ${codes.slice(0, 3).join(', ')}: write its code` };
}
