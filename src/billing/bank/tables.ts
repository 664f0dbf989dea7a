import { type Columns, columnsOf, type StatementRow } from './columns.js';
import { type Day, type Figure, readDay, readMoney } from './figures.js';
import { isBareBalance, isBooked, isNoDayYet, isNotBooked, namesBalance, namesSecurities } from './names.js';
import {
  alsoOn,
  clip,
  type Fault,
  faultAt,
  isCutInTwo,
  joined,
  looksLikeBooking,
  looksLikeHeading,
  moneyColumns,
  rowText,
} from './rows.js';
import { seemsToNameReference } from '../reference.js';
import type { StatementAnswers } from './answers.js';

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

/** How far down the first heading is looked for: some banks put the account's data above it. */
const HEAD_ROWS = 60;

const TOO_WIDE = 'It has more cells than the heading has names: a text may hold what parts the cells.';

/** Parts a file into its tables and says of every row what it is. */
export function partTables({ rows, separator }: StatementTable, said?: StatementAnswers['columns']): Parted {
  const parting = new Parting(separator, said);
  for (const row of rows) parting.take({ ...row, cells: row.cells.map(unwrapped) });
  return parting.end();
}

/** `="01.11.2026"` is how Excel is told to keep a text as it is. */
function unwrapped(cell: string): string {
  const bare = cell.replace(/^="?(.*?)"?$/s, '$1');
  return bare.startsWith("'") && bare.length > 1 ? bare.slice(1) : bare;
}

class Parting {
  readonly #separator: string;
  readonly #said: StatementAnswers['columns'];
  readonly #kinds = new Map<StatementRow, RowKind>();
  readonly #heldBack: Fault[] = [];
  readonly #unreadable: Fault[] = [];
  readonly #tables: BankTable[] = [];
  #preamble: StatementRow[] = [];
  #table:
    { columns: Columns; heading: StatementRow; preamble: StatementRow[]; bookings: Booking[] } | undefined;
  #isLeftAlone = false;
  /** What a row without a day goes on with: a booking, or a line that was put aside; nothing below a sum. */
  #goesOnWith: 'booking' | Fault[] | undefined;
  /** How many cells the row has that looks like a heading that nobody knows. */
  #strange = 0;
  #above = 0;

  constructor(separator: string, said: StatementAnswers['columns']) {
    this.#separator = separator;
    this.#said = said;
  }

  take(row: StatementRow): void {
    if (namesSecurities(row.cells)) {
      this.#close();
      this.#isLeftAlone = true;
      this.#kinds.set(row, 'heading');
      return;
    }
    const columns =
      this.#table !== undefined || this.#above < HEAD_ROWS ? columnsOf(row.cells, this.#said) : undefined;
    if (columns !== undefined) {
      this.#open(columns, row);
      return;
    }
    this.#above += 1;
    if (looksLikeHeading(row, this.#table?.columns)) {
      this.#close();
      this.#strange = row.cells.length;
      this.#note(row, 'preamble');
    } else if (this.#table !== undefined) this.#takeRow(row, this.#table);
    else if (this.#isLeftAlone) this.#hold(row, 'It stands in a table of securities.');
    else if (this.#strange > 0 && row.cells.length >= this.#strange && looksLikeBooking(row))
      this.#hold(row, 'The headings above it are not known.');
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
    this.#strange = 0;
    this.#isLeftAlone = false;
    this.#goesOnWith = undefined;
  }

  #close(): void {
    const table = this.#table;
    if (table !== undefined) this.#tables.push({ ...table, bookings: this.#withoutWide(table) });
    this.#table = undefined;
  }

  /** A row with a cell more than the heading and others have: its text may hold what parts the cells, whoever wrote it. */
  #withoutWide({ columns, bookings }: { columns: Columns; bookings: Booking[] }): Booking[] {
    const isWide = ({ row }: Booking): boolean => row.cells.length > columns.heads.length;
    const booked = bookings.filter(({ isPending }) => !isPending);
    if (booked.every(isWide)) return bookings;
    const wide = booked.filter(isWide);
    for (const { row } of wide) this.#hold(row, TOO_WIDE);
    return bookings.filter((booking) => !wide.includes(booking));
  }

  #note(row: StatementRow, kind: RowKind): void {
    this.#kinds.set(row, kind);
    if (kind === 'preamble' || kind === 'summary') this.#preamble.push(row);
  }

  #hold(row: StatementRow, reason: string): void {
    this.#putAside(row, 'heldBack', this.#heldBack, reason);
  }

  #refuse(row: StatementRow, reason: string): void {
    this.#putAside(row, 'unreadable', this.#unreadable, reason);
  }

  #putAside(row: StatementRow, kind: RowKind, faults: Fault[], reason: string): void {
    this.#kinds.set(row, kind);
    faults.push(faultAt(row, `${reason}${alsoOn(row)}`));
    this.#goesOnWith = faults;
  }

  #book(table: { bookings: Booking[] }, booking: Booking): void {
    this.#kinds.set(booking.row, booking.isPending ? 'pending' : 'booking');
    table.bookings.push(booking);
    this.#goesOnWith = 'booking';
  }

  #takeRow(row: StatementRow, table: { columns: Columns; bookings: Booking[] }): void {
    const { columns } = table;
    const { heads, date } = columns;
    const cell = (index: number | undefined): string => (index === undefined ? '' : (row.cells[index] ?? ''));
    const when = cell(date);
    const moneyCells = moneyColumns(columns).map(cell);
    const hasMoney = moneyCells.some((each) => each !== '');
    const isSaid = row.cells.some(namesBalance) && !row.cells.some((each) => seemsToNameReference(each));
    if (hasMoney || when !== '') this.#goesOnWith = undefined;
    if (row.cells.some((each) => this.#swallows(each))) {
      this.#refuse(row, 'its quoting is broken, and other lines may stand inside it');
      return;
    }
    const words = new Set([columns.payer, ...columns.texts]);
    const isWritten = (index: number): boolean => words.has(index);
    const isPending =
      isNotBooked(cell(columns.status)) ||
      row.cells.some((each, index) => isNoDayYet(each) && !isWritten(index));
    const day = readDay(when);
    if (isPending && day === undefined && (hasMoney || when !== '')) {
      this.#book(table, { ...this.#figures(columns, row), row, cells: row.cells, day: '', isPending });
      return;
    }
    if (day === undefined) {
      this.#takeDayless(row, table, { when, hasMoney, isSaid });
      return;
    }
    // A payer may be called Total: with a day, all that is written must say that it is none.
    const written = [...words].map(cell).filter((each) => each !== '');
    if (isSaid && written.every(namesBalance)) {
      if (hasMoney && !written.every(isBareBalance)) this.#hold(row, 'It may be a sum, or money that moved.');
      else this.#note(row, 'summary');
      return;
    }
    const vague = isPending ? undefined : written.find(isNoDayYet);
    if (vague !== undefined) {
      this.#hold(row, `Its text "${vague}" may say that it is not booked yet.`);
      return;
    }
    if (row.cells.slice(heads.length).some((each) => each !== '')) {
      this.#hold(row, TOO_WIDE);
      return;
    }
    if (this.#separator === ',' && isCutInTwo(row.cells, moneyColumns(columns))) {
      this.#hold(row, 'Its amount may be cut in two: it is written with what parts the cells.');
      return;
    }
    const needed = [columns.currency, columns.direction, columns.status].filter(
      (index) => index !== undefined,
    );
    if (needed.some((index) => index >= row.cells.length)) {
      this.#hold(row, 'It has fewer cells than the heading has names.');
      return;
    }
    if (!hasMoney) {
      this.#refuse(row, '"" is not an amount');
      return;
    }
    const figures = this.#figures(columns, row);
    const unread = moneyColumns(columns).find(
      (index) => cell(index) !== '' && readMoney(cell(index)) === undefined,
    );
    if (unread !== undefined) {
      this.#refuse(row, `"${clip(cell(unread))}" is not an amount`);
      return;
    }
    const status = columns.isStatusLoose ? '' : cell(columns.status);
    if (!isPending && !isBooked(status)) {
      this.#hold(row, `Its status "${clip(status)}" does not say whether it is booked.`);
      return;
    }
    this.#book(table, { ...figures, row, cells: row.cells, day, isPending });
  }

  /** A row without a day: a sum, more of the text above, or nothing that can be read. */
  #takeDayless(
    row: StatementRow,
    { columns, bookings }: { columns: Columns; bookings: Booking[] },
    { when, hasMoney, isSaid }: { when: string; hasMoney: boolean; isSaid: boolean },
  ): void {
    const filled = row.cells.filter((each) => each !== '').length;
    if (isSaid) this.#note(row, 'summary');
    else if (when !== '' && hasMoney) this.#refuse(row, `"${clip(when)}" is not a date`);
    else if (when !== '' && /\d/.test(when) && filled > 2) this.#refuse(row, `"${clip(when)}" is not a date`);
    else if (when !== '') this.#note(row, 'summary');
    else if (
      hasMoney &&
      row.cells.filter((each) => each !== '').every((each) => readMoney(each) !== undefined)
    )
      this.#note(row, 'summary');
    else if (hasMoney) this.#hold(row, 'It has an amount and no day.');
    else this.#goOn(row, columns, bookings);
  }

  /** More of the text above, whatever became of that: never of a booking further up. */
  #goOn(row: StatementRow, columns: Columns, bookings: Booking[]): void {
    const above = this.#goesOnWith;
    if (above === undefined) {
      this.#note(row, 'summary');
      return;
    }
    this.#kinds.set(row, 'continued');
    if (above !== 'booking') {
      const fault = above.at(-1) as Fault;
      above[above.length - 1] = { ...fault, text: `${fault.text} · ${rowText(row.cells)}` };
      return;
    }
    const last = bookings.at(-1) as Booking;
    const cells = last.cells.map((each, index) =>
      joined(each, index === columns.date ? '' : (row.cells[index] ?? '')),
    );
    bookings[bookings.length - 1] = { ...last, cells };
  }

  #figures(columns: Columns, row: StatementRow): Pick<Booking, 'amount' | 'credit' | 'debit' | 'balance'> {
    const of = (field: 'amount' | 'credit' | 'debit' | 'balance'): object => {
      const index = columns[field];
      const figure = index === undefined ? undefined : readMoney(row.cells[index] ?? '');
      return figure === undefined ? {} : { [field]: figure };
    };
    return { ...of('amount'), ...of('credit'), ...of('debit'), ...of('balance') };
  }

  /** Whether a cell that goes on over lines has another booking in it. */
  #swallows(cell: string): boolean {
    if (!cell.includes('\n')) return false;
    return cell.split('\n').some((line) => {
      const parts = line.split(this.#separator);
      return parts.length > 1 && parts.some((part) => readDay(part.replaceAll('"', '').trim()) !== undefined);
    });
  }
}
