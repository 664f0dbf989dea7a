import { type Refusal, refuse } from '../../core/values/refusal.js';
import { joinAnswers, type StatementAnswers, type StatementQuestion } from './answers.js';
import { findDateOrder } from './checks/dates.js';
import { readMoney } from './figures.js';
import { currenciesOf } from './words/currencies.js';
import { type Heading, headingOf, questionsOfColumns, sampleRows } from './heading.js';
import { layoutOf } from './words/layouts.js';
import {
  countLines,
  firstRowsOf,
  type LineCounts,
  mappingOf,
  type ReadRow,
  type StatementMapping,
} from './mapping.js';
import { findMark } from './checks/marks.js';
import { questionsOf } from './questions.js';
import { type Read, readTableRows, type StatementLine } from './readRows.js';
import { findSigns, type SignsFound } from './checks/signs.js';
import { type Fault } from './rows.js';
import { partTables } from './parting.js';
import type { BankTable, Booking, Parted, StatementTable } from './tables.js';

export interface Statement {
  /** What the file is, for the user: `CSV`, `camt.053.001.08`. */
  readonly kind: string;
  /** What a file shares with others of its kind. */
  readonly heading: Heading;
  /** Empty while there are questions. */
  readonly lines: readonly StatementLine[];
  readonly questions: readonly StatementQuestion[];
  /** Contradictory or unproven bookings: nothing is posted for them. */
  readonly heldBack: readonly Fault[];
  readonly unreadable: readonly Fault[];
  /** Outgoing money, and announcements of bookings to come; neither is imported. */
  readonly outgoing: number;
  readonly pending: number;
  readonly mapping: StatementMapping;
  readonly counts: LineCounts;
  readonly firstRows: readonly ReadRow[];
}

const LINES_MAX = 10_000;

/**
 * Parses a bank's table. What neither the file proves nor the user has specified becomes a question, and then there are
 * no lines. `remembered`: the answers for an earlier file of this kind; proof in this file takes precedence.
 */
export function readStatement(
  file: StatementTable,
  given: StatementAnswers = {},
  remembered: StatementAnswers = {},
): Statement | Refusal {
  const answers = joinAnswers(given, remembered);
  const parted = partTables(file, answers.columns);
  const tables = parted.tables.map(withMoney).map(withCurrency);
  const questions = tables.length === 0 ? questionsOfColumns(file) : [];
  if (tables.length === 0 && questions.length === 0) {
    return refuse('invalid', 'has no heading line with a date column and an amount or credit column', 'csv');
  }
  const bookings = tables.flatMap((table) => table.bookings);
  if (bookings.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'csv');
  const mark = findMark(tables, answers);
  const order = findDateOrder(
    tables.map((table) => table.bookings.flatMap(({ day }) => (day === '' ? [] : [day]))),
    given.dateOrder,
    tables.map(({ columns }) => layoutOf(columns.heads)?.dateOrder).find((known) => known !== undefined),
    remembered.dateOrder,
  );
  const signs = tables.map((table) => findSigns(table, answers, mark.mark));
  questions.push(...questionsOf({ tables, signs, mark, order }));
  const read = tables.flatMap((table, index) =>
    readTableRows(table, signs[index] as SignsFound, { mark, order }),
  );
  return {
    kind: 'CSV',
    heading: headingOf(file),
    lines:
      questions.length > 0
        ? []
        : read.flatMap((row) =>
            'is' in row && (row.is === 'in' || row.is === 'returned') ? [row.line] : [],
          ),
    questions,
    ...faultsOf(parted, read),
    outgoing: read.filter((row) => 'is' in row && row.is === 'out').length,
    pending: read.filter((row) => 'is' in row && row.is === 'pending').length,
    mapping: mappingOf({ file, tables, signs, mark, order, read }),
    counts: countLines(file, parted.kinds, read),
    firstRows: tables.length === 0 ? sampleRows(file) : firstRowsOf(read, order),
  };
}

function faultsOf(parted: Parted, read: readonly Read[]): Pick<Statement, 'heldBack' | 'unreadable'> {
  const faults = read.flatMap((row) => ('reason' in row ? [row] : []));
  // Without a known heading, ask once instead of reporting each line.
  const stray = parted.tables.length === 0 ? [] : parted.heldBack;
  const heldBack = [...stray, ...faults.filter(({ isUnreadable }) => !isUnreadable)];
  const unreadable = [...parted.unreadable, ...faults.filter(({ isUnreadable }) => isUnreadable)];
  return { heldBack: heldBack.map(bare).sort(byLine), unreadable: unreadable.map(bare).sort(byLine) };
}

/** Leaves out the booking it was parsed from. */
function bare({ line, reason, text, bookedOn, amount }: Fault): Fault {
  return {
    ...{ line, reason, text },
    ...(bookedOn === undefined ? {} : { bookedOn }),
    ...(amount === undefined ? {} : { amount }),
  };
}

const byLine = (one: Fault, other: Fault): number => one.line - other.line;

/** A column called `Soll/Haben` may hold the amounts themselves. */
function withMoney(table: BankTable): BankTable {
  const { columns, bookings } = table;
  if (columns.amount !== undefined || columns.credit !== undefined || columns.direction === undefined)
    return table;
  const amount = columns.direction;
  const own = { ...columns, amount, direction: undefined };
  return { ...table, columns: own, bookings: bookings.map((booking) => withAmount(booking, amount)) };
}

/** A column without a known heading that holds currencies, but not those of payments abroad. */
function withCurrency(table: BankTable): BankTable {
  const { columns, bookings } = table;
  if (columns.currency !== undefined || columns.headCurrency !== undefined) return table;
  const found = columns.heads.findIndex((head, index) => {
    if (/orig|local|foreign|fremd|fee|instructed|exchange/i.test(head) || index === columns.date)
      return false;
    const words = bookings.map(({ cells }) => cells[index] ?? '');
    const codes = words.filter(isCodeOrDamaged);
    // Lines with any other value are held back.
    return codes.length > 0 && codes.length * 2 >= words.length;
  });
  return found < 0 ? table : { ...table, columns: { ...columns, currency: found } };
}

/** Where a byte of the file is damaged, a code may be `\uFFFDGBP"` or `G\uFFFDP`: that line is held back then. */
function isCodeOrDamaged(word: string): boolean {
  if (word.includes('\uFFFD')) return /^[A-Z\uFFFD]{2,4}$/.test(word.replace(/[^\p{L}\uFFFD]/gu, ''));
  return /^[A-Z]{3}$/.test(word) && currenciesOf(word) !== undefined;
}

function withAmount(booking: Booking, index: number): Booking {
  const figure = readMoney(booking.cells[index] ?? '');
  return figure === undefined ? booking : { ...booking, amount: figure };
}
