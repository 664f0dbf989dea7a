import { currencyExponent } from '../../core/values/currency.js';
import { parseAmount } from '../../core/values/money.js';
import { findReferences, seemsToNameReference } from '../../core/values/reference.js';
import { isRefusal } from '../../core/values/refusal.js';
import { isLocalDate } from '../../core/values/zone.js';
import { type LineCounts, type ReadRow, type Summed, totalsOf } from '../reading/mapping.js';
import type { StatementLine } from '../reading/readRows.js';
import { clip, type Fault, tidyText } from '../reading/rows.js';
import type { Statement } from '../reading/statement.js';
import type { FileBooking, FileBookings } from './booking.js';

const TEXT_MAX = 1_000;
const FIRST_ROWS = 8;

/** What becomes of a booking. */
type Judged =
  | { readonly is: 'in' | 'returned'; readonly line: StatementLine }
  | { readonly is: 'out' | 'zero' | 'pending'; readonly amount: string }
  | { readonly is: 'held back'; readonly fault: Fault };

/** The bookings of a bank's file as a statement: the file proves everything, so nothing is asked. */
export function toStatement({ kind, encoding, accounts, bookings }: FileBookings): Statement {
  const judged = bookings.map((booking, index) => ({ booking, judged: judge(booking, index + 1) }));
  const count = (is: Judged['is']): number => judged.filter((each) => each.judged.is === is).length;
  const faults = judged.flatMap((each) => (each.judged.is === 'held back' ? [each.judged.fault] : []));
  return {
    kind,
    heading: headingOfBookings({ accounts }),
    lines: judged.flatMap((each) => ('line' in each.judged ? [each.judged.line] : [])),
    questions: [],
    ...{ heldBack: faults, unreadable: [], outgoing: count('out'), pending: count('pending') },
    mapping: {
      ...{ columns: {}, signFrom: 'credit and debit marks', dateOrder: null, dateOrderFrom: 'the format' },
      ...{ decimalMark: '.', encoding, totals: totalsOf(judged.flatMap(summed)) },
      currencies: [...new Set(bookings.map(({ currency }) => currency))].filter((code) => code !== ''),
    },
    counts: {
      ...NO_COUNTS,
      ...{ incoming: count('in'), returned: count('returned'), outgoing: count('out') },
      ...{ zero: count('zero'), pending: count('pending'), heldBack: faults.length },
    },
    firstRows: judged.slice(0, FIRST_ROWS).map((each, index) => firstRow(each, index + 1)),
  };
}

/** The kind of file does not matter: a bank's camt.052 and camt.053 are of one account. */
export function headingOfBookings({ accounts }: Pick<FileBookings, 'accounts'>): Statement['heading'] {
  return { names: [], account: [...accounts].sort().join(' ') };
}

const NO_COUNTS: LineCounts = {
  ...{ incoming: 0, returned: 0, outgoing: 0, zero: 0, pending: 0, heldBack: 0, unreadable: 0 },
  ...{ preamble: 0, headings: 0, summary: 0, continued: 0, blank: 0 },
};

function judge(booking: FileBooking, line: number): Judged {
  const { status, direction, taken, doubt, currency, bookedOn } = booking;
  if (status === 'pending') return { is: 'pending', amount: plainAmount(booking.amount) ?? '0' };
  const amount = plainAmount(booking.amount);
  const held = (reason: string): Judged => ({
    is: 'held back',
    fault: {
      ...{ line, reason, text: textOf(booking) },
      ...(isLocalDate(bookedOn) ? { bookedOn } : {}),
      ...(amount === undefined ? {} : { amount: isTakenBack(booking) ? `-${amount}` : amount }),
      ...(currency === '' ? {} : { currency }),
      ...(booking.payer === '' ? {} : { payer: booking.payer.slice(0, TEXT_MAX) }),
    },
  });
  if (amount === undefined) return held(faultOfAmount(booking.amount));
  if (status === 'unknown') return held('The file does not say whether it is booked.');
  if (!/[1-9]/.test(amount)) return { is: 'zero', amount };
  if (direction === 'unknown') return held('The file does not say whether it is a credit or a debit.');
  if (direction === 'out' && !isTakenBack(booking)) return { is: 'out', amount };
  if (doubt !== undefined) return held(doubt);
  if (direction === 'in' && taken === 'undone')
    return held('The bank undid an outgoing payment. This is no payment of a client.');
  if (direction === 'in' && taken === 'returned')
    return held('A payment that you sent came back. This is no payment of a client.');
  const wrong = faultOfCurrency(amount, currency);
  if (wrong !== undefined) return held(wrong);
  if (!isLocalDate(bookedOn)) return held('The booking has no date.');
  const is = isTakenBack(booking) ? 'returned' : 'in';
  return { is, line: lineOf(booking, line, is === 'in' ? amount : `-${amount}`) };
}

/** A debit that takes back what a client paid. */
function isTakenBack({ direction, taken }: FileBooking): boolean {
  return direction === 'out' && taken !== undefined;
}

/** A decimal string without superfluous zeros before it; undefined if it is none or has a sign. */
function plainAmount(written: string): string | undefined {
  const match = /^0*(\d{0,20})(?:[.,](\d{0,12}))?$/.exec(written);
  if (match === null || !/\d/.test(written)) return undefined;
  const [, whole = '', decimals = ''] = match;
  return `${whole === '' ? '0' : whole}${decimals === '' ? '' : `.${decimals}`}`;
}

function faultOfAmount(written: string): string {
  if (/^-\s*[\d.,]+$/.test(written)) return 'The amount is negative, against the format.';
  return written === '' ? 'The booking has no amount.' : `"${clip(written)}" is not an amount.`;
}

function faultOfCurrency(amount: string, currency: string): string | undefined {
  if (currency === '') return 'The booking has no currency.';
  if (currencyExponent(currency) === undefined) return `"${clip(currency)}" is not a currency.`;
  const minor = parseAmount(amount, currency);
  return isRefusal(minor) ? `The amount ${amount} ${minor.detail}.` : undefined;
}

function lineOf(booking: FileBooking, line: number, amount: string): StatementLine {
  const { bookedOn, currency, account, bankId, endToEndId, document, takenWhy } = booking;
  return {
    ...{ line, bookedOn, amount, currency, document },
    ...(account === '' ? {} : { account }),
    ...(bankId === undefined ? {} : { bankId: tidyText(bankId).slice(0, TEXT_MAX) }),
    ...(endToEndId === undefined ? {} : { endToEndId: tidyText(endToEndId).slice(0, TEXT_MAX) }),
    ...(takenWhy === undefined ? {} : { takenWhy: clip(takenWhy) }),
    payer: tidyText(booking.payer).slice(0, TEXT_MAX),
    text: tidyText(booking.text).slice(0, TEXT_MAX),
    references: referencesOf(booking),
  };
}

/** References in the text; elsewhere only with their letters. */
function referencesOf({ payer, text, alsoSearched }: FileBooking): string[] {
  const written = [text, ...alsoSearched, payer];
  const named = written.filter(seemsToNameReference).flatMap(findReferences);
  return [...new Set(named.length > 0 ? named : findReferences(text))];
}

function textOf({ bookedOn, amount, currency, payer, text, endToEndId = '' }: FileBooking): string {
  const parts = [bookedOn, `${amount} ${currency}`.trim(), payer, text, endToEndId];
  return tidyText(parts.filter((part) => part !== '').join(' · ')).slice(0, TEXT_MAX);
}

interface JudgedBooking {
  readonly booking: FileBooking;
  readonly judged: Judged;
}

/** The amounts of the totals: what came back counts as outgoing. */
function summed({ booking: { currency }, judged }: JudgedBooking): Summed[] {
  if (judged.is === 'held back' || judged.is === 'zero') return [];
  const amount = 'line' in judged ? judged.line.amount.replace('-', '') : judged.amount;
  return [{ is: judged.is === 'returned' ? 'out' : judged.is, amount, currency }];
}

function firstRow({ booking, judged }: JudgedBooking, line: number): ReadRow {
  const { bookedOn, currency } = booking;
  const amount = judged.is === 'held back' ? (judged.fault.amount ?? null) : amountIn(judged);
  return {
    ...{ line, is: judged.is, amount, text: textOf(booking) },
    bookedOn: isLocalDate(bookedOn) ? bookedOn : null,
    currency: currency === '' ? null : currency,
  };
}

function amountIn(judged: Exclude<Judged, { readonly is: 'held back' }>): string {
  return 'line' in judged ? judged.line.amount : judged.amount;
}
