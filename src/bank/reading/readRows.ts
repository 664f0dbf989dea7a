import { findReferences, seemsToNameReference } from '../../core/values/reference.js';
import type { LocalDate } from '../../core/values/zone.js';
import { currencyOfRow, preambleCurrency } from './checks/currency.js';
import type { OrderFound } from './checks/dates.js';
import { dayIn } from './days.js';
import { type Figure, markOf, readMoney } from './figures.js';
import { amountOf, type MarkFound } from './checks/marks.js';
import type { SignsFound } from './checks/signs.js';
import { figureOf, type WayFound } from './checks/ways.js';
import { clip, type Fault, rowText, tidyText } from './rows.js';
import { type BankTable, type Booking } from './tables.js';
import { namesReturn, returnReason } from './words/returns.js';

const TEXT_MAX = 1_000;

/** Incoming money, or incoming money taken back, as a bank reports it. */
export interface StatementLine {
  /** Its position in the file, counted from 1. */
  readonly line: number;
  readonly bookedOn: LocalDate;
  /** A plain decimal string above zero; below zero where an earlier payment came back. */
  readonly amount: string;
  /** ISO 4217, where the statement names one. */
  readonly currency?: string;
  /** The currencies that its symbol can mean, if there is no other evidence; the most usual one first. */
  readonly among?: readonly string[];
  /** The receiving account and the bank's own id of the booking, if the statement has them. */
  readonly account?: string;
  readonly bankId?: string;
  /** The id that the payer gave the payment. */
  readonly endToEndId?: string;
  /** The bank's code for money that came back, such as `AC04`. */
  readonly takenWhy?: string;
  /** The statement within the file, where it can hold several: one payment can be in two of them. */
  readonly document?: number;
  readonly payer: string;
  /** All text that the client or their bank may have written. */
  readonly text: string;
  /** References of accounts anywhere in the line, in normal form. */
  readonly references: readonly string[];
}

export type Read =
  | { readonly is: 'in' | 'returned'; readonly at: Booking; readonly line: StatementLine }
  | {
      readonly is: 'out' | 'zero' | 'pending';
      readonly at: Booking;
      readonly amount: string;
      readonly currency: string;
    }
  | (Fault & { readonly at: Booking; readonly isUnreadable: boolean });

export function readTableRows(
  table: BankTable,
  signs: SignsFound,
  proofs: { readonly mark: MarkFound; readonly order: OrderFound },
): Read[] {
  const above = preambleCurrency(table);
  return table.bookings.map((booking) =>
    readBooking(booking, table, signs.ways.get(booking), { ...proofs, above }),
  );
}

function readMoneyOf({ cells }: Booking, index: number): Figure | undefined {
  return readMoney(cells[index] ?? '');
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
  const figure = figureOf(booking);
  const written = figure === undefined ? undefined : amountOf(figure, mark);
  const bookedOn =
    typeof day === 'string' ? day : order.order === undefined ? undefined : dayIn(order.order, day.parts);
  const inCurrency = figure === undefined ? {} : currencyOfRow(booking, figure, table, above);
  const knownCurrency = (): string => ('contradiction' in inCurrency ? '' : (inCurrency.currency ?? ''));
  const fault = (reason: string, isUnreadable = false): Read => ({
    ...{ line: row.line, reason, text: rowText(row.cells), at: booking, isUnreadable },
    ...(bookedOn === undefined || bookedOn === '' ? {} : { bookedOn }),
    ...(written === undefined ? {} : { amount: written }),
  });
  if (isPending) return { is: 'pending', at: booking, amount: written ?? '0', currency: knownCurrency() };
  if (figure === undefined) {
    const isDouble = booking.credit !== undefined;
    return isDouble ? fault('The row has an amount in both columns.') : fault('"" is not an amount', true);
  }
  if (bookedOn === undefined && order.possible.length === 0)
    return fault('The dates of this file have several formats.');
  if (written === undefined) {
    const isOpen =
      mark.mark === undefined && /[.,]/.test(figure.digits) && markOf(figure.digits) === undefined;
    if (!isOpen) return fault(`"${clip(figure.digits)}" is not an amount`, true);
    if (mark.isMixed) return fault(`"${figure.digits}" is ambiguous.`);
  }
  const amount = written ?? '0';
  const currency = knownCurrency();
  if (written !== undefined && !/[1-9]/.test(written)) return { is: 'zero', at: booking, amount, currency };
  if (way === undefined || typeof way !== 'string') return fault(way?.doubt ?? 'The direction is unknown.');
  const words = wordsOf(booking, table);
  if (way === 'out' && !isReturn(words)) return { is: 'out', at: booking, amount, currency };
  if ('contradiction' in inCurrency) return fault(inCurrency.contradiction);
  const rival = columns.rivals.find((index) => {
    const other = readMoneyOf(booking, index);
    return other !== undefined && other.digits !== figure.digits;
  });
  if (rival !== undefined) return fault('The row has two amounts under the same heading.');
  const line = {
    line: row.line,
    bookedOn: bookedOn ?? '',
    ...{ amount, ...inCurrency, ...words },
  };
  if (way !== 'out') return { is: 'in', at: booking, line };
  const takenWhy = returnReason(words.text);
  const returned = { ...line, amount: `-${amount}`, ...(takenWhy === undefined ? {} : { takenWhy }) };
  return { is: 'returned', at: booking, line: returned };
}

/** A debit that says that it takes a payment back, and whose. */
function isReturn({
  text,
  payer,
  references,
}: Pick<StatementLine, 'text' | 'payer' | 'references'>): boolean {
  return references.length > 0 && namesReturn(`${text} · ${payer}`);
}

/** The payer, the text, and the references anywhere in a line. */
function wordsOf(
  { cells }: Booking,
  { columns }: BankTable,
): Pick<StatementLine, 'payer' | 'text' | 'references' | 'account' | 'bankId'> {
  const cell = (index: number | undefined): string =>
    index === undefined ? '' : tidyText(cells[index] ?? '');
  const used = new Set<number | undefined>([
    ...[columns.date, columns.amount, columns.credit, columns.debit, columns.direction, columns.balance],
    ...[columns.currency, columns.account],
  ]);
  const free = [...cells.keys()].filter((index) => !used.has(index));
  const texts = columns.texts.length > 0 ? columns.texts : free.filter((index) => index !== columns.payer);
  // Kept apart, so that the end of one column and the start of the next do not form one number.
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

/**
 * Searches the text, then the other cells, then pairs of cells that may split a reference; there only with its letters.
 */
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
