import type { StatementAnswers } from '../answers.js';
import { addsUp, balanceBreaks, type Step, stepsOf, waysByBalance } from './balanceSteps.js';
import { seemsCardBill } from './cardBill.js';
import { areWordsParted, directionColumns, wayOf } from './directionColumns.js';
import type { Mark } from '../figures.js';
import { layoutOf } from '../words/layouts.js';
import type { BankTable, Booking } from '../tables.js';
import { figureOf, type Way, type WayFound } from './ways.js';

export type SignSource =
  'credit and debit columns' | 'direction column' | 'signs' | 'balance' | 'what was said' | 'the heading';

export interface SignsFound {
  readonly from: SignSource | undefined;
  readonly ways: ReadonlyMap<Booking, WayFound>;
  /** Unknown words of the direction column. */
  readonly unknownWords: readonly string[];
  /** The balances contradict the signs. */
  readonly isRefuted: boolean;
  /** Payments alone may carry a minus, so that it proves nothing. */
  readonly isCardBill?: boolean;
}

/** Finds the direction of each booking of a table from proof. Without proof there is no source. */
export function findSigns(table: BankTable, answers: StatementAnswers, mark: Mark | undefined): SignsFound {
  const { columns, bookings } = table;
  const found = (
    from: SignSource | undefined,
    way: (booking: Booking) => WayFound,
    unknownWords: string[] = [],
  ) => checked(table, mark, { from, ways: new Map(bookings.map((each) => [each, way(each)])), unknownWords });
  if (columns.credit !== undefined && columns.debit !== undefined) {
    // The majority shows how this bank writes outgoing money; the others are reversals.
    const debits = bookings.flatMap(({ debit }) =>
      debit !== undefined && /[1-9]/.test(debit.digits) ? [debit] : [],
    );
    const isNegative = debits.filter(({ sign }) => sign === '-').length * 2 > debits.length;
    return found('credit and debit columns', (booking) => wayInTwo(booking, isNegative));
  }
  const direct = directionColumns(table, answers);
  const isUnknown = direct.unknownWords.length > 0;
  if (isUnknown && (answers.amounts === undefined || !areWordsParted(table)))
    return found(undefined, () => UNKNOWN, direct.unknownWords);
  const figures = bookings.map((booking) => figureOf(booking)).filter((figure) => figure !== undefined);
  const isSigned = figures.some(({ sign }) => sign === '-');
  if (direct.columns.length > 0) {
    return found('direction column', (booking) => wayByWords(booking, direct.columns, answers, isSigned));
  }
  const allPlus =
    figures.length > 0 && figures.every(({ sign, digits }) => sign === '+' || !/[1-9]/.test(digits));
  const isHeadingKnown = !columns.isUnpaired && layoutOf(columns.heads)?.isSigned === true;
  const isCardBill = !isHeadingKnown && seemsCardBill(table) && !addUpAsSigned(table, mark);
  if ((isSigned || allPlus) && !columns.isUnpaired && answers.amounts === undefined && !isCardBill)
    return found('signs', bySign);
  const byBalance = waysByBalance(table, mark);
  if (byBalance !== undefined && !isSigned) {
    return found(
      'balance',
      (booking) =>
        byBalance.get(booking) ?? { doubt: 'The balance does not show whether the payment is incoming.' },
    );
  }
  if (answers.amounts !== undefined) {
    return found('what was said', (booking) =>
      answers.amounts === 'plus-in' ? bySign(booking) : opposite(bySign(booking)),
    );
  }
  if (isHeadingKnown) return found('the heading', bySign);
  return { ...found(undefined, () => UNKNOWN), isCardBill: isCardBill && isSigned };
}

function addUpAsSigned({ bookings }: BankTable, mark: Mark | undefined): boolean {
  const steps = stepsOf(bookings, mark);
  const signed = ({ booking, size }: Step): bigint => (bySign(booking) === 'in' ? size : -size);
  return steps !== undefined && addsUp(steps, signed);
}

const UNKNOWN: WayFound = { doubt: 'The direction is unknown.' };

function bySign(booking: Booking): Way {
  return figureOf(booking)?.sign === '-' ? 'out' : 'in';
}

function opposite(way: Way): Way {
  return way === 'in' ? 'out' : 'in';
}

function wayInTwo(booking: Booking, isDebitNegative: boolean): WayFound {
  const figure = figureOf(booking);
  if (figure === undefined) return { doubt: 'The row has an amount in both columns.' };
  if (figure === booking.credit) {
    return figure.sign === '-' ? { doubt: 'The amount in the credit column is negative.' } : 'in';
  }
  const isReversed = (figure.sign === '-') !== isDebitNegative && /[1-9]/.test(figure.digits);
  return isReversed ? { doubt: 'The amount in the debit column has the wrong sign.' } : 'out';
}

function wayByWords(
  booking: Booking,
  columns: readonly { readonly index: number; readonly isNamed: boolean }[],
  answers: StatementAnswers,
  isSigned: boolean,
): WayFound {
  const ways = new Set(columns.map(({ index }) => wayOf(booking.cells[index] ?? '', answers)));
  const [way] = ways;
  if (way === undefined || ways.size > 1) return { doubt: 'The direction is missing.' };
  const sign = figureOf(booking)?.sign;
  if (way === 'in' && sign === '-') return { doubt: 'The sign contradicts the direction.' };
  // A column with another meaning, such as the kind of a card, may hold the same words.
  if (way === 'out' && isSigned && sign !== '-' && !columns.some(({ isNamed }) => isNamed))
    return { doubt: 'The direction contradicts the sign.' };
  return way;
}

function checked(
  { bookings }: BankTable,
  mark: Mark | undefined,
  found: Omit<SignsFound, 'isRefuted'>,
): SignsFound {
  const steps = found.from === undefined ? undefined : stepsOf(bookings, mark);
  const areKnown = steps?.every(({ booking }) => typeof found.ways.get(booking) === 'string') === true;
  if (steps === undefined || !areKnown) return { ...found, isRefuted: false };
  const signed = ({ booking, size }: Step): bigint => (found.ways.get(booking) === 'in' ? size : -size);
  const isRefuted = !addsUp(steps, signed) && addsUp(steps, (step) => -signed(step));
  const ways = new Map(found.ways);
  for (const booking of balanceBreaks(steps, signed)) ways.set(booking, { doubt: BROKEN });
  return { ...found, ways, isRefuted };
}

const BROKEN = 'The amount and the balance do not match the lines before and after.';
