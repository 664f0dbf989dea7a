import { currenciesOf } from '../../../src/bank/reading/words/currencies.js';
import { currencyExponent } from '../../../src/core/values/currency.js';
import type { CellRead } from './cells.js';

/** In which languages the names of currencies are known. */
const LANGUAGES = ['en', 'de', 'fr', 'nl', 'es', 'it'];
const plain = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').trim();

let named: Map<string, string> | undefined;

/** "Schweizer Franken" and "US dollar"; what each is called is worked out when it is first asked for. */
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

/** The currencies a cell may mean; several where they share a symbol, none where it is not known. */
function meant(cell: string): readonly string[] {
  const one = currenciesOf(cell) ?? [byName(cell) ?? []].flat();
  if (one.length > 0) return one;
  // "EUR (€)": what all of its words may mean.
  const words = cell.split(/[\s()/-]+/).filter((word) => word !== '');
  const [first = [], ...others] = words.map((word) => currenciesOf(word) ?? []);
  return first.filter((code) => others.every((each) => each.includes(code)));
}

/** A currency by its code, symbol or name. A symbol that several share is that of the usual currency, if it can be. */
export function readCurrency(cell: string, usual: string): CellRead {
  // Full-width letters, and marks of direction that nobody sees.
  const written = cell
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim();
  const codes = meant(written);
  const [code = written.toUpperCase()] = codes.includes(usual) ? [usual] : codes;
  if (codes.length < 2 || code === usual) return { value: code };
  return { fault: `"${cell.slice(0, 40)}" could be ${codes.slice(0, 3).join(', ')}: write its code` };
}
