import { findReferences, seemsToNameReference } from '../reference.js';
import { type Refusal, refuse } from '../refusal.js';
import type { LocalDate } from '../zone.js';
import type { StatementAnswers, StatementQuestion } from './answers.js';
import { currencyOfRow, preambleCurrency } from './currency.js';
import { findDateOrder, type OrderFound } from './dates.js';
import {
  type DateOrder,
  dayIn,
  type Figure,
  type Mark,
  markOf,
  plainFigure,
  readMoney,
  scaled,
} from './figures.js';
import { layoutOf } from './layouts.js';
import { figureOf, findSigns, markByBalance, type SignsFound, type WayFound } from './signs.js';
import {
  type BankTable,
  type Booking,
  clip,
  type Fault,
  partTables,
  type StatementTable,
  tidy,
} from './tables.js';

/** Money that came in, as a bank tells it. */
export interface StatementLine {
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
  readonly bookedOn: LocalDate;
  /** A plain decimal string, more than nothing. */
  readonly amount: string;
  /** ISO 4217, where the statement names one. */
  readonly currency?: string;
  /** The currencies that its symbol stands for, where that is all that is said; the first is the usual one. */
  readonly among?: readonly string[];
  /** The receiving account and the bank's own name of the booking, where the statement has them. */
  readonly account?: string;
  readonly bankId?: string;
  readonly payer: string;
  /** Everything that the client or their bank may have written. */
  readonly text: string;
  /** References of accounts that stand anywhere in the line, in their proper form. */
  readonly references: readonly string[];
}

/** How a file was understood, for somebody to look at. */
export interface StatementMapping {
  /** What the columns are called that hold each thing. */
  readonly columns: Readonly<Record<string, string>>;
  readonly signFrom: string | null;
  readonly dateOrder: DateOrder | null;
  readonly dateOrderFrom: string;
  readonly decimalMark: Mark | null;
  readonly currencies: readonly string[];
  readonly encoding: string | null;
  /** By currency, '' where none is named: what came in, what went out and what is not booked yet. */
  readonly totals: Readonly<
    Record<string, { readonly in: string; readonly out: string; readonly pending: string }>
  >;
}

/** How many lines of the file are what: together they are all of them. */
export interface LineCounts {
  readonly incoming: number;
  readonly outgoing: number;
  readonly zero: number;
  readonly pending: number;
  readonly heldBack: number;
  readonly unreadable: number;
  readonly preamble: number;
  readonly headings: number;
  readonly summary: number;
  readonly continued: number;
  readonly blank: number;
}

export interface Statement {
  /** Nothing while there are questions. */
  readonly lines: readonly StatementLine[];
  readonly questions: readonly StatementQuestion[];
  /** Bookings that contradict themselves or that nothing proves: nothing is posted for them. */
  readonly heldBack: readonly Fault[];
  readonly unreadable: readonly Fault[];
  /** Money that went out, and announcements of what is not booked yet: of no interest here. */
  readonly outgoing: number;
  readonly pending: number;
  readonly mapping: StatementMapping;
  readonly counts: LineCounts;
}

const LINES_MAX = 10_000;
const TEXT_MAX = 1_000;

/** Reads the table of a bank. What the file does not prove and nobody has said is asked, and nothing of it is a line. */
export function readStatement(file: StatementTable, answers: StatementAnswers = {}): Statement | Refusal {
  const parted = partTables(file);
  const tables = parted.tables.map(withMoney);
  if (tables.length === 0) {
    return refuse('invalid', 'has no line that names a date and an amount or credit column', 'csv');
  }
  const bookings = tables.flatMap((table) => table.bookings);
  if (bookings.length > LINES_MAX) return refuse('invalid', `has more than ${LINES_MAX} lines`, 'csv');
  const mark = findMark(tables, answers);
  const order = findDateOrder(
    bookings.flatMap(({ day }) => (day === '' ? [] : [day])),
    answers.dateOrder,
    tables.map(({ columns }) => layoutOf(columns.heads)?.dateOrder).find((known) => known !== undefined),
  );
  const signs = tables.map((table) => findSigns(table, answers, mark.mark));
  const questions = questionsOf({ tables, signs, mark, order });
  const read = tables.flatMap((table, index) =>
    readTableRows(table, signs[index] as SignsFound, { mark, order }),
  );
  const heldBack = [
    ...parted.heldBack,
    ...read.flatMap((row) => ('reason' in row && !row.isUnreadable ? [row] : [])),
  ];
  const unreadable = [
    ...parted.unreadable,
    ...read.flatMap((row) => ('reason' in row && row.isUnreadable ? [row] : [])),
  ];
  const counts = countLines(file, parted.kinds, read);
  return {
    lines:
      questions.length > 0 ? [] : read.flatMap((row) => ('is' in row && row.is === 'in' ? [row.line] : [])),
    questions,
    heldBack: heldBack.map(bare).sort(byLine),
    unreadable: unreadable.map(bare).sort(byLine),
    outgoing: read.filter((row) => 'is' in row && row.is === 'out').length,
    pending: read.filter((row) => 'is' in row && row.is === 'pending').length,
    mapping: mappingOf({ file, tables, signs, mark, order, read }),
    counts,
  };
}

const bare = ({ line, reason }: Fault): Fault => ({ line, reason });
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

function withAmount(booking: Booking, index: number): Booking {
  const figure = readMoneyOf(booking, index);
  return figure === undefined ? booking : { ...booking, amount: figure };
}

function readMoneyOf({ cells }: Booking, index: number): Figure | undefined {
  return readMoney(cells[index] ?? '');
}

interface MarkFound {
  readonly mark: Mark | undefined;
  /** Whether there are amounts that only the mark makes plain. */
  readonly isNeeded: boolean;
  /** The amounts of the file are written in two ways. */
  readonly isMixed: boolean;
}

/** What stands before the decimals, told by amounts that can be read in one way only, or by the balance. */
function findMark(tables: readonly BankTable[], answers: StatementAnswers): MarkFound {
  const figures = tables.flatMap(({ bookings }) =>
    bookings.flatMap(({ amount, credit, debit, balance }) => [amount, credit, debit, balance]),
  );
  const digits = figures.flatMap((figure) => (figure === undefined ? [] : [figure.digits]));
  const votes = new Set(digits.map(markOf).filter((mark) => mark !== undefined));
  const isNeeded = digits.some((each) => /[.,]/.test(each) && markOf(each) === undefined);
  const [voted] = votes;
  if (votes.size > 1) return { mark: undefined, isNeeded, isMixed: true };
  if (voted !== undefined || !isNeeded) return { mark: voted, isNeeded, isMixed: false };
  const byBalance = tables.map(markByBalance).find((mark) => mark !== undefined);
  return { mark: byBalance ?? answers.decimalMark, isNeeded, isMixed: false };
}

interface Understood {
  readonly tables: readonly BankTable[];
  readonly signs: readonly SignsFound[];
  readonly mark: MarkFound;
  readonly order: OrderFound;
}

function questionsOf({ tables, signs, mark, order }: Understood): StatementQuestion[] {
  const questions: StatementQuestion[] = [];
  const unknownWords = [...new Set(signs.flatMap((found) => found.unknownWords))];
  if (unknownWords.length > 0) {
    const words = unknownWords.slice(0, 5).map((word) => `"${clip(word)}"`);
    const asks = `Which of ${words.join(', ')} say that money came in?`;
    questions.push({ field: 'incoming', asks, choices: unknownWords });
  }
  const isEmpty = (index: number): boolean =>
    tables[index]?.bookings.every(({ isPending }) => isPending) === true;
  const isOpen = signs.some(
    ({ from, isRefuted }, index) => (from === undefined || isRefuted) && !isEmpty(index),
  );
  if (unknownWords.length === 0 && isOpen) {
    const asks = signs.some(({ isRefuted }) => isRefuted)
      ? 'The balance says the opposite of the signs: did amounts without a minus come in, or go out?'
      : 'Nothing in the file proves which amounts came in: did those without a minus come in, or go out?';
    questions.push({ field: 'amounts', asks, choices: ['plus-in', 'plus-out'] });
  }
  if (order.from === 'unknown' && order.possible.length > 1) {
    const [day] = tables.flatMap(({ bookings }) =>
      bookings.flatMap(({ day: each }) => (typeof each === 'string' ? [] : [each])),
    );
    const readings = order.possible.map(
      (each) => `${each} (${day === undefined ? '' : (dayIn(each, day.parts) ?? '')})`,
    );
    const asks = `Is the day ${day?.parts.join('/') ?? ''} written as ${readings.join(' or ')}?`;
    questions.push({ field: 'dateOrder', asks, choices: order.possible });
  }
  if (mark.isNeeded && !mark.isMixed && mark.mark === undefined) {
    const asks =
      'Is what stands before three digits, as in 1.234, the decimal mark or does it part thousands?';
    questions.push({ field: 'decimalMark', asks, choices: ['.', ','] });
  }
  return questions;
}

type Read =
  | { readonly is: 'in'; readonly at: Booking; readonly line: StatementLine }
  | {
      readonly is: 'out' | 'zero' | 'pending';
      readonly at: Booking;
      readonly amount: string;
      readonly currency: string;
    }
  | (Fault & { readonly at: Booking; readonly isUnreadable: boolean });

function readTableRows(
  table: BankTable,
  signs: SignsFound,
  proofs: { readonly mark: MarkFound; readonly order: OrderFound },
): Read[] {
  const above = preambleCurrency(table);
  return table.bookings.map((booking) =>
    readBooking(booking, table, signs.ways.get(booking), { ...proofs, above }),
  );
}

function readBooking(
  booking: Booking,
  table: BankTable,
  way: WayFound | undefined,
  {
    mark,
    order,
    above,
  }: { readonly mark: MarkFound; readonly order: OrderFound; readonly above: string | undefined },
): Read {
  const { row, day, isPending } = booking;
  const { columns } = table;
  const fault = (reason: string, isUnreadable = false): Read => ({
    line: row.line,
    reason,
    at: booking,
    isUnreadable,
  });
  const figure = figureOf(booking);
  const written = figure === undefined ? undefined : amountOf(figure, mark);
  if (isPending)
    return { is: 'pending', at: booking, amount: written ?? '0', currency: columns.headCurrency ?? '' };
  if (figure === undefined) {
    const isDouble = booking.credit !== undefined;
    return isDouble ? fault('It has an amount in both columns.') : fault('"" is not an amount', true);
  }
  const bookedOn =
    typeof day === 'string' ? day : order.order === undefined ? undefined : dayIn(order.order, day.parts);
  if (bookedOn === undefined && order.possible.length === 0)
    return fault('The days of this file are written in several orders.');
  if (written === undefined) {
    const isOpen =
      mark.mark === undefined && /[.,]/.test(figure.digits) && markOf(figure.digits) === undefined;
    if (!isOpen) return fault(`"${clip(figure.digits)}" is not an amount`, true);
    if (mark.isMixed) return fault(`"${figure.digits}" can be read in two ways.`);
  }
  const amount = written ?? '0';
  const inCurrency = currencyOfRow(booking, figure, table, above);
  const said = 'contradiction' in inCurrency ? '' : (inCurrency.currency ?? '');
  if (written !== undefined && !/[1-9]/.test(written))
    return { is: 'zero', at: booking, amount, currency: said };
  if (way === undefined || typeof way !== 'string')
    return fault(way?.doubt ?? 'Nothing says whether it came in.');
  if (way === 'out') return { is: 'out', at: booking, amount, currency: said };
  if ('contradiction' in inCurrency) return fault(inCurrency.contradiction);
  const rival = columns.rivals.find((index) => {
    const other = readMoneyOf(booking, index);
    return other !== undefined && other.digits !== figure.digits;
  });
  if (rival !== undefined) return fault('It has two amounts under the same name.');
  const line = {
    line: row.line,
    bookedOn: bookedOn ?? '',
    amount,
    ...inCurrency,
    ...wordsOf(booking, table),
  };
  return { is: 'in', at: booking, line };
}

function amountOf({ digits }: Figure, { mark }: MarkFound): string | undefined {
  const own = markOf(digits) ?? mark;
  if (own === undefined) return /[.,]/.test(digits) ? undefined : plainFigure(digits, '.');
  return plainFigure(digits, own);
}

/** Who paid, what is written, and the references that stand anywhere in a line. */
function wordsOf(
  { cells }: Booking,
  { columns }: BankTable,
): Pick<StatementLine, 'payer' | 'text' | 'references' | 'account' | 'bankId'> {
  const cell = (index: number | undefined): string => (index === undefined ? '' : tidy(cells[index] ?? ''));
  const used = new Set<number | undefined>([
    ...[columns.date, columns.amount, columns.credit, columns.debit, columns.direction, columns.balance],
    ...[columns.currency, columns.account],
  ]);
  const free = [...cells.keys()].filter((index) => !used.has(index));
  const texts = columns.texts.length > 0 ? columns.texts : free.filter((index) => index !== columns.payer);
  // Kept apart, so that what ends one column and begins the next is not read as one number.
  const text = texts
    .map(cell)
    .filter((part) => part !== '')
    .join(' · ')
    .slice(0, TEXT_MAX);
  const payer = cell(columns.payer);
  const account = cell(columns.account);
  const bankId = cell(columns.bankId);
  return {
    payer: isBankNumber(payer) ? '' : payer.slice(0, TEXT_MAX),
    text,
    references: referencesIn(text, payer, free.map(cell), columns.texts.map(cell)),
    ...(account === '' ? {} : { account }),
    ...(bankId === '' ? {} : { bankId: `${columns.heads[columns.bankId ?? 0] ?? ''}:${bankId}` }),
  };
}

function isBankNumber(text: string): boolean {
  return /^[A-Z]{2}\d{2}[A-Z0-9 ]{10,30}$/.test(text);
}

/** In what is written, else in any other cell, else cut between two of them; there only with its letters. */
function referencesIn(
  text: string,
  payer: string,
  cells: readonly string[],
  texts: readonly string[],
): string[] {
  const written = [...findReferences(text), ...findReferences(payer)];
  const named = (each: string): string[] => (seemsToNameReference(each) ? findReferences(each) : []);
  const anywhere = new Set([...written, ...cells.flatMap(named)]);
  if (anywhere.size > 0) return [...anywhere];
  const pairs = cells.slice(1).map((next, index) => `${cells[index] ?? ''} ${next}`);
  return [...new Set([texts.join(' '), ...pairs].flatMap(named))];
}

function countLines(
  file: StatementTable,
  kinds: ReturnType<typeof partTables>['kinds'],
  read: readonly Read[],
): LineCounts {
  const counts = {
    ...{ incoming: 0, outgoing: 0, zero: 0, pending: 0, heldBack: 0, unreadable: 0, preamble: 0 },
    ...{ headings: 0, summary: 0, continued: 0, blank: file.lines },
  };
  const add = (kind: keyof LineCounts, { line, end }: { line: number; end: number }): void => {
    counts[kind] += end - line + 1;
    counts.blank -= end - line + 1;
  };
  for (const [row, kind] of kinds) {
    if (kind !== 'booking' && kind !== 'pending') add(kind === 'heading' ? 'headings' : kind, row);
  }
  for (const each of read) {
    const { row } = each.at;
    if ('reason' in each) add(each.isUnreadable ? 'unreadable' : 'heldBack', row);
    else add(({ in: 'incoming', out: 'outgoing', zero: 'zero', pending: 'pending' } as const)[each.is], row);
  }
  return counts;
}

function mappingOf({
  file,
  tables,
  signs,
  mark,
  order,
  read,
}: Understood & { readonly file: StatementTable; readonly read: readonly Read[] }): StatementMapping {
  const [table] = tables;
  const columns: Record<string, string> = {};
  for (const [field, index] of Object.entries(table?.columns ?? {})) {
    if (typeof index === 'number') columns[field] = table?.columns.heads[index] ?? '';
  }
  const text = table?.columns.texts.map((index) => table.columns.heads[index] ?? '').join(', ') ?? '';
  if (text !== '') columns['text'] = text;
  const sources = [...new Set(signs.flatMap(({ from }) => (from === undefined ? [] : [from])))];
  const totals = totalsOf(read);
  return {
    columns,
    signFrom: sources.length === 0 ? null : sources.join(', '),
    dateOrder: order.order ?? null,
    dateOrderFrom: order.from,
    decimalMark: mark.mark ?? null,
    currencies: Object.keys(totals).filter((code) => code !== ''),
    encoding: file.encoding ?? null,
    totals,
  };
}

function totalsOf(read: readonly Read[]): StatementMapping['totals'] {
  const sums = new Map<string, { in: bigint; out: bigint; pending: bigint }>();
  for (const each of read) {
    if ('reason' in each || each.is === 'zero') continue;
    const { amount, currency = '' } = each.is === 'in' ? each.line : each;
    const sum = sums.get(currency) ?? { in: 0n, out: 0n, pending: 0n };
    sum[each.is] += scaled(amount);
    sums.set(currency, sum);
  }
  return Object.fromEntries(
    Array.from(sums, ([code, sum]) => [
      code,
      { in: decimal(sum.in), out: decimal(sum.out), pending: decimal(sum.pending) },
    ]),
  );
}

function decimal(scaledSum: bigint): string {
  const digits = scaledSum.toString().padStart(13, '0');
  const decimals = digits.slice(-12).replace(/0+$/, '');
  return `${digits.slice(0, -12)}.${decimals.padEnd(2, '0')}`;
}
