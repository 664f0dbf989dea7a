import { type Accounting, clientAccountOf, lineAccountsOf } from './accounting.js';
import type { JournalLine } from './journal.js';

/** What a month moves on an account of the ledger; minor units, positive where it is debited. */
export interface AccountSum {
  readonly currency: string;
  /** Of the ledger: `client`, `cash:bank`, `revenue:usage`. */
  readonly ledgerAccount: string;
  /** Of the chart; empty where none is mapped. */
  readonly account: string;
  readonly minor: bigint;
  readonly lines: number;
}

/** A key without an account, with an example. */
export interface Unmapped {
  readonly key: string;
  readonly lines: number;
  readonly example: string;
}

/** Adds a month's journal up, account by account. */
export class MonthSums {
  readonly #settings: Accounting;
  readonly #sums = new Map<string, AccountSum>();
  readonly #unmapped = new Map<string, Unmapped>();
  #lines = 0;

  constructor(settings: Accounting) {
    this.#settings = settings;
  }

  add(lines: readonly JournalLine[]): void {
    for (const line of lines) {
      const { contra, contraKey } = lineAccountsOf(line, this.#settings);
      const { row, account, minor } = line;
      const client = clientAccountOf(account.debtor, this.#settings);
      this.#lines += 1;
      // Clients' own numbers are one row.
      this.#addTo(account.currency, 'client', clientAccountOf(null, this.#settings), minor);
      this.#addTo(account.currency, row.contraAccount, contra, -minor);
      if (contra === undefined) this.#miss(contraKey, line);
      if (client === undefined) this.#miss('receivables', line);
    }
  }

  /** By currency and account of the ledger. */
  get sums(): AccountSum[] {
    return [...this.#sums.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
  }

  get unmapped(): Unmapped[] {
    return [...this.#unmapped.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  get lines(): number {
    return this.#lines;
  }

  #addTo(currency: string, ledgerAccount: string, account = '', minor: bigint): void {
    const key = `${currency} ${ledgerAccount} ${account}`;
    const sum = this.#sums.get(key) ?? { currency, ledgerAccount, account, minor: 0n, lines: 0 };
    this.#sums.set(key, { ...sum, minor: sum.minor + minor, lines: sum.lines + 1 });
  }

  #miss(key: string, { row, account }: JournalLine): void {
    const example = `${account.name}: ${row.description}`;
    const known = this.#unmapped.get(key) ?? { key, lines: 0, example };
    this.#unmapped.set(key, { ...known, lines: known.lines + 1 });
  }
}
