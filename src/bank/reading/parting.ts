import type { StatementAnswers } from './answers.js';
import { type Columns, columnsOf, type StatementRow } from './columns.js';
import { endsTextAbove, judgeRow, TOO_WIDE } from './judgeRow.js';
import { withProvedStatus } from './looseStatus.js';
import { namesSecurities } from './words/names.js';
import { alsoOn, type Fault, faultAt, joined, looksLikeBooking, looksLikeHeading, rowText } from './rows.js';
import type { BankTable, Booking, Parted, RowKind, StatementTable } from './tables.js';

/** How far down to search for the first heading: some banks put the account's data above it. */
const HEAD_ROWS = 60;

/** Splits a file into its tables and classifies every row. */
export function partTables(
  { rows, separator }: StatementTable,
  answers?: StatementAnswers['columns'],
): Parted {
  const parting = new Parting(separator, answers);
  const bare = rows.map((row) => ({ ...row, cells: row.cells.map(unwrapped) }));
  for (const [index, row] of bare.entries()) parting.take(row, () => bare.slice(index + 1));
  return parting.end();
}

/** `="01.11.2026"` makes Excel keep a text as it is. */
function unwrapped(cell: string): string {
  const bare = cell.replace(/^="?(.*?)"?$/s, '$1');
  return bare.startsWith("'") && bare.length > 1 ? bare.slice(1) : bare;
}

interface OpenTable {
  readonly columns: Columns;
  readonly heading: StatementRow;
  readonly preamble: StatementRow[];
  readonly bookings: Booking[];
}

class Parting {
  readonly #separator: string;
  readonly #answers: StatementAnswers['columns'];
  readonly #kinds = new Map<StatementRow, RowKind>();
  readonly #heldBack: Fault[] = [];
  readonly #unreadable: Fault[] = [];
  readonly #tables: BankTable[] = [];
  #preamble: StatementRow[] = [];
  #table: OpenTable | undefined;
  #isLeftAlone = false;
  /** What a row without a day continues: a booking or a set-aside line; undefined below a sum. */
  #continues: 'booking' | Fault[] | undefined;
  /** How many of the row's cells could be an unknown heading. */
  #unknownCells = 0;
  #above = 0;

  constructor(separator: string, answers: StatementAnswers['columns']) {
    this.#separator = separator;
    this.#answers = answers;
  }

  take(row: StatementRow, below: () => readonly StatementRow[]): void {
    if (namesSecurities(row.cells)) {
      this.#close();
      this.#isLeftAlone = true;
      this.#kinds.set(row, 'heading');
      return;
    }
    const columns =
      this.#table !== undefined || this.#above < HEAD_ROWS ? columnsOf(row.cells, this.#answers) : undefined;
    if (columns !== undefined) {
      this.#open(withProvedStatus(columns, below), row);
      return;
    }
    this.#above += 1;
    if (looksLikeHeading(row, this.#table?.columns)) {
      this.#close();
      this.#unknownCells = row.cells.length;
      this.#note(row, 'preamble');
    } else if (this.#table !== undefined) this.#takeRow(row, this.#table);
    else if (this.#isLeftAlone) this.#putAside(row, 'heldBack', 'The row is in a table of securities.');
    else if (this.#unknownCells > 0 && row.cells.length >= this.#unknownCells && looksLikeBooking(row))
      this.#putAside(row, 'heldBack', 'The headings above the row are unknown.');
    else this.#note(row, 'preamble');
  }

  end(): Parted {
    this.#close();
    const { heldBack, unreadable } = { heldBack: this.#heldBack, unreadable: this.#unreadable };
    return { tables: this.#tables, kinds: this.#kinds, heldBack, unreadable };
  }

  #open(columns: Columns, heading: StatementRow): void {
    this.#close();
    this.#kinds.set(heading, 'heading');
    this.#table = { columns, heading, preamble: this.#preamble, bookings: [] };
    this.#preamble = [];
    this.#unknownCells = 0;
    this.#isLeftAlone = false;
    this.#continues = undefined;
  }

  #close(): void {
    const table = this.#table;
    if (table !== undefined) this.#tables.push({ ...table, bookings: this.#withoutWide(table) });
    this.#table = undefined;
  }

  /** A row with more cells than the heading and other rows: its text may contain an unquoted separator. */
  #withoutWide({ columns, bookings }: OpenTable): Booking[] {
    const isWide = ({ row }: Booking): boolean => row.cells.length > columns.heads.length;
    const booked = bookings.filter(({ isPending }) => !isPending);
    if (booked.every(isWide)) return bookings;
    const wide = booked.filter(isWide);
    for (const { row } of wide) this.#putAside(row, 'heldBack', TOO_WIDE);
    return bookings.filter((booking) => !wide.includes(booking));
  }

  #note(row: StatementRow, kind: 'preamble' | 'summary'): void {
    this.#kinds.set(row, kind);
    this.#preamble.push(row);
  }

  #putAside(row: StatementRow, kind: 'heldBack' | 'unreadable', reason: string): void {
    const faults = kind === 'heldBack' ? this.#heldBack : this.#unreadable;
    this.#kinds.set(row, kind);
    faults.push(faultAt(row, `${reason}${alsoOn(row)}`));
    this.#continues = faults;
  }

  #takeRow(row: StatementRow, table: OpenTable): void {
    if (endsTextAbove(row, table.columns)) this.#continues = undefined;
    const judged = judgeRow(row, table.columns, this.#separator);
    if (judged.is === 'booking') this.#book(table, judged.booking);
    else if (judged.is === 'summary') this.#note(row, 'summary');
    else if (judged.is === 'continued') this.#continueAbove(row, table);
    else this.#putAside(row, judged.is, judged.reason);
  }

  #book({ bookings }: OpenTable, booking: Booking): void {
    this.#kinds.set(booking.row, booking.isPending ? 'pending' : 'booking');
    bookings.push(booking);
    this.#continues = 'booking';
  }

  /** A continuation of the text directly above, even a set-aside one, never of an earlier booking. */
  #continueAbove(row: StatementRow, { columns, bookings }: OpenTable): void {
    const above = this.#continues;
    if (above === undefined) {
      this.#note(row, 'summary');
      return;
    }
    this.#kinds.set(row, 'continued');
    if (above === 'booking') {
      const last = bookings.at(-1) as Booking;
      bookings[bookings.length - 1] = { ...last, cells: withMoreText(last.cells, row, columns.date) };
      return;
    }
    const fault = above.at(-1) as Fault;
    above[above.length - 1] = { ...fault, text: `${fault.text} · ${rowText(row.cells)}` };
  }
}

function withMoreText(cells: readonly string[], row: StatementRow, date: number): string[] {
  return cells.map((each, index) => joined(each, index === date ? '' : (row.cells[index] ?? '')));
}
