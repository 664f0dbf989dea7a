import { type Figure, type Mark, markOf, plainFigure, scaled } from '../figures.js';
import type { BankTable, Booking } from '../tables.js';
import { figureOf, type Way } from './ways.js';

export interface Step {
  readonly booking: Booking;
  readonly size: bigint;
  readonly balance: bigint;
}

/** The bookings with their amounts and balances, in the order of the file; undefined if one lacks either. */
export function stepsOf(bookings: readonly Booking[], mark: Mark | undefined): Step[] | undefined {
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

/** Whether each balance follows from the one before it, downwards or upwards, with amounts as `signed` gives them. */
export function addsUp(steps: readonly Step[], signed: (step: Step) => bigint): boolean {
  const pairs = steps.slice(1).map((next, index) => [steps[index] as Step, next] as const);
  return (
    pairs.every(([one, next]) => one.balance + signed(next) === next.balance) ||
    pairs.every(([one, next]) => next.balance + signed(one) === one.balance)
  );
}

/** The direction of each booking, from the change of the balance; it stays unknown for the one at the open end. */
export function waysByBalance(
  { bookings }: BankTable,
  mark: Mark | undefined,
): Map<Booking, Way> | undefined {
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

/** Whether the balance adds up with one mark and not with the other. */
export function markByBalance({ bookings }: BankTable): Mark | undefined {
  const fits = (['.', ','] as const).filter((mark) => {
    const steps = stepsOf(bookings, mark);
    return steps !== undefined && [steps, [...steps].reverse()].some((each) => waysDown(each) !== undefined);
  });
  return fits.length === 1 ? fits[0] : undefined;
}

/** Only after this many consistent balances does an inconsistent one count as evidence. */
const FOLLOWING_MIN = 3;

/**
 * The bookings at which an otherwise consistent balance breaks on both sides: their cells may be under the wrong
 * headings. A line missing from the file breaks it only once.
 */
export function loneBreaks(steps: readonly Step[], signed: (step: Step) => bigint): Booking[] {
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
