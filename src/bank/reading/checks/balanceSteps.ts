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
 * The bookings whose balance changes the other way, and those at which an otherwise consistent balance breaks on both
 * sides: their cells may be under the wrong headings. A line missing from the file breaks it only once.
 */
export function balanceBreaks(steps: readonly Step[], signed: (step: Step) => bigint): Booking[] {
  const [down = [], up = []] = [false, true].map((isUp) => changesOf(steps, signed, isUp));
  const [pairs, right] = rightIn(up) > rightIn(down) ? [up, rightIn(up)] : [down, rightIn(down)];
  const other = pairs === up ? down : up;
  // Within a day, the order may be another: two equal amounts then change the balance as one of them in reverse.
  const opposite = pairs.filter(({ fits }, index) => fits === 'opposite' && other[index]?.fits !== 'right');
  const isClear = right > rightIn(other) && right >= opposite.length;
  const isFollowed = right >= FOLLOWING_MIN && right * 3 >= pairs.length * 2;
  const lone = steps.filter(
    (_step, index) => isFollowed && pairs[index - 1]?.fits !== 'right' && pairs[index]?.fits !== 'right',
  );
  return [...(isClear ? opposite : []), ...lone].map(({ booking }) => booking);
}

interface Change {
  readonly booking: Booking;
  readonly fits: 'right' | 'opposite' | 'neither';
}

/** How each amount fits the change of the balance, in a file that is read downwards or upwards. */
function changesOf(steps: readonly Step[], signed: (step: Step) => bigint, isUp: boolean): Change[] {
  return steps.slice(1).map((next, index) => {
    const one = steps[index] ?? next;
    const [step, before] = isUp ? [one, next] : [next, one];
    const change = step.balance - before.balance;
    const fits = change === signed(step) ? 'right' : change === -signed(step) ? 'opposite' : 'neither';
    return { booking: step.booking, fits };
  });
}

function rightIn(changes: readonly Change[]): number {
  return changes.filter(({ fits }) => fits === 'right').length;
}
