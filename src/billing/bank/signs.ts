import type { StatementAnswers } from './answers.js';
import { type Figure, plainFigure, scaled, markOf, type Mark, readMoney } from './figures.js';
import { directionOf, plainName } from './names.js';
import { layoutOf } from './layouts.js';
import type { BankTable, Booking } from './tables.js';

export type Way = 'in' | 'out';

/** Which way a booking went, or why that is not to be told. */
export type WayFound = Way | { readonly doubt: string };

export type SignSource =
  'credit and debit columns' | 'direction column' | 'signs' | 'balance' | 'what was said' | 'the heading';

export interface SignsFound {
  readonly from: SignSource | undefined;
  readonly ways: ReadonlyMap<Booking, WayFound>;
  /** Words of the direction column that are not known. */
  readonly unknownWords: readonly string[];
  /** The balance says the opposite of what the signs say. */
  readonly isRefuted: boolean;
}

/** The figure of a booking, whichever column it stands in; nothing where it stands in both. */
export function figureOf({ amount, credit, debit }: Booking): Figure | undefined {
  const isNothing = (figure: Figure | undefined): boolean =>
    figure === undefined || !/[1-9]/.test(figure.digits);
  if (amount !== undefined) return amount;
  if (isNothing(debit)) return credit ?? debit;
  return isNothing(credit) ? debit : undefined;
}

/** Finds which way each booking of a table went by what proves it. Without a proof there is no source. */
export function findSigns(table: BankTable, answers: StatementAnswers, mark: Mark | undefined): SignsFound {
  const { columns, bookings } = table;
  const found = (
    from: SignSource | undefined,
    way: (booking: Booking) => WayFound,
    unknownWords: string[] = [],
  ) => checked(table, mark, { from, ways: new Map(bookings.map((each) => [each, way(each)])), unknownWords });
  if (columns.credit !== undefined && columns.debit !== undefined) {
    // Most of them say how this bank writes what goes out; the others take something back.
    const debits = bookings.flatMap(({ debit }) =>
      debit !== undefined && /[1-9]/.test(debit.digits) ? [debit] : [],
    );
    const isNegative = debits.filter(({ sign }) => sign === '-').length * 2 > debits.length;
    return found('credit and debit columns', (booking) => wayInTwo(booking, isNegative));
  }
  const direct = directionColumns(table, answers);
  if (direct.unknownWords.length > 0) return found(undefined, () => UNKNOWN, direct.unknownWords);
  const figures = bookings.map((booking) => figureOf(booking)).filter((figure) => figure !== undefined);
  const isSigned = figures.some(({ sign }) => sign === '-');
  if (direct.columns.length > 0) {
    return found('direction column', (booking) => wayByWords(booking, direct.columns, answers, isSigned));
  }
  const allPlus =
    figures.length > 0 && figures.every(({ sign, digits }) => sign === '+' || !/[1-9]/.test(digits));
  if ((isSigned || allPlus) && !columns.isUnpaired && answers.amounts === undefined)
    return found('signs', bySign);
  const byBalance = waysByBalance(table, mark);
  if (byBalance !== undefined && !isSigned) {
    return found(
      'balance',
      (booking) => byBalance.get(booking) ?? { doubt: 'The balance does not say whether it came in.' },
    );
  }
  if (answers.amounts !== undefined) {
    return found('what was said', (booking) =>
      answers.amounts === 'plus-in' ? bySign(booking) : opposite(bySign(booking)),
    );
  }
  if (!columns.isUnpaired && layoutOf(columns.heads)?.isSigned === true) return found('the heading', bySign);
  return found(undefined, () => UNKNOWN);
}

const UNKNOWN: WayFound = { doubt: 'Nothing says whether it came in.' };

function bySign(booking: Booking): Way {
  return figureOf(booking)?.sign === '-' ? 'out' : 'in';
}

function opposite(way: Way): Way {
  return way === 'in' ? 'out' : 'in';
}

function wayInTwo(booking: Booking, isDebitNegative: boolean): WayFound {
  const figure = figureOf(booking);
  if (figure === undefined) return { doubt: 'It has an amount in both columns.' };
  if (figure === booking.credit) {
    return figure.sign === '-' ? { doubt: 'Its amount in the credit column is negative.' } : 'in';
  }
  const isReversed = (figure.sign === '-') !== isDebitNegative && /[1-9]/.test(figure.digits);
  return isReversed ? { doubt: 'Its amount in the debit column has the other sign.' } : 'out';
}

function wayByWords(
  booking: Booking,
  columns: readonly { readonly index: number; readonly isNamed: boolean }[],
  answers: StatementAnswers,
  isSigned: boolean,
): WayFound {
  const ways = new Set(columns.map(({ index }) => wayOf(booking.cells[index] ?? '', answers)));
  const [way] = ways;
  if (way === undefined || ways.size > 1) return { doubt: 'Its direction is not said.' };
  const sign = figureOf(booking)?.sign;
  if (way === 'in' && sign === '-') return { doubt: 'Its sign says the opposite of its direction.' };
  // A column of other meaning, such as the kind of a card, may hold the same words.
  if (way === 'out' && isSigned && sign !== '-' && !columns.some(({ isNamed }) => isNamed))
    return { doubt: 'Its direction says the opposite of its sign.' };
  return way;
}

function wayOf(word: string, { incoming }: StatementAnswers): Way | undefined {
  if (word === '' || incoming === undefined) return directionOf(word);
  return incoming.some((each) => plainName(each) === plainName(word)) ? 'in' : (directionOf(word) ?? 'out');
}

/** The columns that say which way each booking went, by their heading or by all that stands in them. */
function directionColumns(
  { columns, bookings }: BankTable,
  answers: StatementAnswers,
): { readonly columns: { index: number; isNamed: boolean }[]; readonly unknownWords: string[] } {
  const wordsIn = (index: number): Set<string> => new Set(bookings.map(({ cells }) => cells[index] ?? ''));
  const found: { index: number; isNamed: boolean }[] = [];
  const { direction, amount } = columns;
  if (direction !== undefined && amount !== undefined) {
    const words = wordsIn(direction);
    words.delete('');
    const isMoney = [...words].every((word) => readMoney(word) !== undefined && /\d/.test(word));
    if (words.size > 0 && !isMoney) {
      const unknownWords = [...words].filter((word) => wayOf(word, answers) === undefined);
      if (unknownWords.length > 0) return { columns: [], unknownWords };
      found.push({ index: direction, isNamed: true });
    }
  }
  const used = new Set<number | undefined>([
    ...[columns.date, amount, columns.credit, columns.debit, direction, columns.balance, columns.currency],
    ...[columns.status, columns.account, columns.bankId, columns.payer],
  ]);
  for (const index of columns.heads.keys()) {
    if (used.has(index) || bookings.length === 0) continue;
    const words = [...wordsIn(index)];
    const ways = words.map(directionOf);
    const isKnown = ways.every((way) => way !== undefined);
    const isBoth = new Set(ways).size > 1;
    if (isKnown && (isBoth || words.every((word) => word.length > 3))) found.push({ index, isNamed: false });
  }
  return { columns: found, unknownWords: [] };
}

interface Step {
  readonly booking: Booking;
  readonly size: bigint;
  readonly balance: bigint;
}

/** The bookings that have an amount and a balance, in the order of the file; nothing when one has not. */
function stepsOf(bookings: readonly Booking[], mark: Mark | undefined): Step[] | undefined {
  const steps: Step[] = [];
  for (const booking of bookings) {
    if (booking.isPending) continue;
    const size = sizeOf(figureOf(booking), mark);
    const balance = sizeOf(booking.balance, mark);
    if (size === undefined || balance === undefined) return undefined;
    steps.push({ booking, size, balance: booking.balance?.sign === '-' ? -balance : balance });
  }
  return steps.length < 2 ? undefined : steps;
}

function sizeOf(figure: Figure | undefined, mark: Mark | undefined): bigint | undefined {
  if (figure === undefined) return undefined;
  const plain = plainFigure(figure.digits, markOf(figure.digits) ?? mark ?? '.');
  return plain === undefined ? undefined : scaled(plain);
}

/** Whether each balance follows from the one before it, going down the file or up, when amounts count as `signed` says. */
function addsUp(steps: readonly Step[], signed: (step: Step) => bigint): boolean {
  const pairs = steps.slice(1).map((next, index) => [steps[index] as Step, next] as const);
  return (
    pairs.every(([one, next]) => one.balance + signed(next) === next.balance) ||
    pairs.every(([one, next]) => next.balance + signed(one) === one.balance)
  );
}

/** Which way each booking went by what the balance did; the one at the open end stays untold. */
function waysByBalance({ bookings }: BankTable, mark: Mark | undefined): Map<Booking, Way> | undefined {
  const steps = stepsOf(bookings, mark);
  if (steps === undefined) return undefined;
  const readings = [steps, [...steps].reverse()].map(waysDown).filter((ways) => ways !== undefined);
  const [ways, ...others] = readings;
  return others.length === 0 ? ways : undefined;
}

function waysDown(steps: readonly Step[]): Map<Booking, Way> | undefined {
  const ways = new Map<Booking, Way>();
  for (const [index, { booking, size, balance }] of steps.slice(1).entries()) {
    const change = balance - (steps[index]?.balance ?? 0n);
    if (change !== size && change !== -size) return undefined;
    ways.set(booking, change < 0n ? 'out' : 'in');
  }
  return ways;
}

/** Whether one mark and not the other makes the balance add up. */
export function markByBalance({ bookings }: BankTable): Mark | undefined {
  const fits = (['.', ','] as const).filter((mark) => {
    const steps = stepsOf(bookings, mark);
    return steps !== undefined && [steps, [...steps].reverse()].some((each) => waysDown(each) !== undefined);
  });
  return fits.length === 1 ? fits[0] : undefined;
}

function checked(
  { bookings }: BankTable,
  mark: Mark | undefined,
  found: Omit<SignsFound, 'isRefuted'>,
): SignsFound {
  const steps = found.from === undefined ? undefined : stepsOf(bookings, mark);
  const told = steps?.every(({ booking }) => typeof found.ways.get(booking) === 'string') === true;
  if (steps === undefined || !told) return { ...found, isRefuted: false };
  const signed = ({ booking, size }: Step): bigint => (found.ways.get(booking) === 'in' ? size : -size);
  const isRefuted = !addsUp(steps, signed) && addsUp(steps, (step) => -signed(step));
  const ways = new Map(found.ways);
  for (const booking of loneBreaks(steps, signed)) ways.set(booking, { doubt: BROKEN });
  return { ...found, ways, isRefuted };
}

const BROKEN = 'Its amount and balance do not fit the lines around it.';
/** So many balances have to follow from each other before one that does not says anything. */
const FOLLOWING_MIN = 3;

/**
 * The bookings at which a balance that otherwise adds up breaks on both sides: their cells may stand under the wrong
 * headings. A line that is left out of the file breaks it once only.
 */
function loneBreaks(steps: readonly Step[], signed: (step: Step) => bigint): Booking[] {
  const following = [
    steps.slice(1).map((next, index) => (steps[index]?.balance ?? 0n) + signed(next) === next.balance),
    steps.slice(1).map((next, index) => {
      const one = steps[index];
      return one !== undefined && next.balance + signed(one) === one.balance;
    }),
  ];
  const counted = following.map((pairs) => pairs.filter(Boolean).length);
  const pairs = following[(counted[1] ?? 0) > (counted[0] ?? 0) ? 1 : 0] ?? [];
  const right = Math.max(...counted);
  if (right < FOLLOWING_MIN || right * 3 < pairs.length * 2) return [];
  return steps.flatMap(({ booking }, index) =>
    pairs[index - 1] !== true && pairs[index] !== true ? [booking] : [],
  );
}
