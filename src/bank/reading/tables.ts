import type { Columns, StatementRow } from './columns.js';
import type { Day } from './days.js';
import type { Figure } from './figures.js';
import type { Fault } from './rows.js';

/** A statement's rows, the separator of their cells and the number of lines in the file. */
export interface StatementTable {
  readonly rows: readonly StatementRow[];
  readonly separator: string;
  readonly lines: number;
  readonly encoding?: string;
}

/** The kind of a row; every line of the file has one. */
export type RowKind =
  'preamble' | 'heading' | 'summary' | 'continued' | 'pending' | 'booking' | 'heldBack' | 'unreadable';

/** A booking as in the file; all bookings together prove its meaning. */
export interface Booking {
  readonly row: StatementRow;
  /** Its cells, with the rows below that continue it. */
  readonly cells: readonly string[];
  readonly day: Day;
  readonly amount?: Figure;
  readonly credit?: Figure;
  readonly debit?: Figure;
  readonly balance?: Figure;
  readonly isPending: boolean;
}

/** The bookings below one heading, and the rows above it. */
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
