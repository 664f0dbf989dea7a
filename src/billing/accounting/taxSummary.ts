import { formatPercent } from '../../core/values/money.js';
import { categoryOf, type TaxCategory } from '../tax/treatment.js';
import type { JournalLine } from './journal.js';

/** The turnover of one tax, and the tax on it; minor units, less what was given back. */
export interface TaxRow {
  readonly currency: string;
  /** To whom it is owed: the seller's country, another one (One-Stop Shop), or empty where the seller's is not known. */
  readonly country: string;
  /** `home`, or `oss` for tax that is owed to another country. */
  readonly scheme: 'home' | 'oss';
  /** Null: no tax was decided. */
  readonly category: TaxCategory | null;
  readonly percent: string;
  readonly net: bigint;
  readonly tax: bigint;
}

/** What a client in another country was charged under reverse charge, for the recapitulative statement. */
export interface ReverseChargeRow {
  readonly currency: string;
  /** Empty: none was on the document. */
  readonly vatId: string;
  readonly client: string;
  readonly net: bigint;
}

/** Adds up taxes by country, category and rate, and reverse charge by VAT id. */
export class TaxSummary {
  readonly #home: string;
  readonly #rows = new Map<string, TaxRow>();
  readonly #reverse = new Map<string, ReverseChargeRow>();

  /** `home`: the seller's country. */
  constructor(home: string) {
    this.#home = home;
  }

  add(lines: readonly JournalLine[]): void {
    for (const line of lines) {
      if (line.row.part === 'none') continue;
      this.#addTax(line);
      if (line.row.tax !== null && categoryOf(line.row.tax) === 'AE') this.#addReverse(line);
    }
  }

  get taxes(): TaxRow[] {
    return sorted(this.#rows);
  }

  get reverseCharge(): ReverseChargeRow[] {
    return sorted(this.#reverse);
  }

  #addTax({ row: { tax, part }, minor, account: { currency } }: JournalLine): void {
    const category = tax === null ? null : categoryOf(tax);
    const scheme = tax?.country === undefined ? 'home' : 'oss';
    const country = tax?.country ?? this.#home;
    const percent = tax === null ? '0' : formatPercent(tax.percent);
    const key = [currency, scheme, country, category ?? '~', percent.padStart(20)].join(' ');
    const known = this.#rows.get(key) ?? { currency, country, scheme, category, percent, net: 0n, tax: 0n };
    this.#rows.set(
      key,
      part === 'tax' ? { ...known, tax: known.tax + minor } : { ...known, net: known.net + minor },
    );
  }

  #addReverse({ document, account, row, minor }: JournalLine): void {
    if (row.part !== 'net') return;
    const { currency } = account;
    // As on the document; a client's particulars may have changed since.
    const vatId = document?.client.vatId ?? '';
    const client = document?.client.name ?? account.name;
    const key = `${currency} ${vatId === '' ? `~${account.id}` : vatId}`;
    const known = this.#reverse.get(key) ?? { currency, vatId, client, net: 0n };
    this.#reverse.set(key, { ...known, net: known.net + minor });
  }
}

function sorted<Row>(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
