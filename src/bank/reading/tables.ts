import type { Columns, StatementRow } from './columns.js';
import type { Day } from './days.js';
import type { Figure } from './figures.js';
import type { Fault } from './rows.js';

/** A statement's rows, what parts their cells and how many lines the file has. */
export interface StatementTable {
  readonly rows: readonly StatementRow[];
  readonly separator: string;
  readonly lines: number;
  readonly encoding?: string;
}

/** What a row is, so that every line of the file is accounted for. */
export type RowKind =
  'preamble' | 'heading' | 'summary' | 'continued' | 'pending' | 'booking' | 'heldBack' | 'unreadable';

/** A booking as it stands in the file; what it means is proved by the whole of them. */
export interface Booking {
  readonly row: StatementRow;
  /** Its cells, with what rows below it go on with. */
  readonly cells: readonly string[];
  readonly day: Day;
  readonly amount?: Figure;
  readonly credit?: Figure;
  readonly debit?: Figure;
  readonly balance?: Figure;
  readonly isPending: boolean;
}

/** The bookings below one heading, and what stands above it. */
export interface BankTable {
  readonly columns: Columns;
  readonly heading: StatementRow;
  readonly preamble: readonly StatementRow[];
  readonly bookings: readonly Booking[];
}

export interface Parted {
  readonly tables: readonly BankTable[];
  readonly kinds: ReadonlyMap<StatementRow, RowKind>;
  readonly heldBack: readonly Fault[];
  readonly unreadable: readonly Fault[];
}
