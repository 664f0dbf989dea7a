import type { Instant } from '../zone.js';
import { roundHalfAway } from './piece.js';

/** The statements of the open period and of those ahead: each bears its tax on the sum of what it taxes. */
export interface Bills {
  readonly startsAt: readonly Instant[];
  /** What the open period's statement taxes at `asOf`, in minor units; the headroom counts the tax on it already. */
  readonly netTaxed: number;
  /** In millionths of a percent, a whole number so that halves are told exactly. */
  readonly taxMicroPercent: number;
}

export function emptyNets({ startsAt }: Bills): Float64Array {
  return new Float64Array(Math.max(1, startsAt.length));
}

/** What falls due as a period ends stands on its statement, which is settled only after that. */
export function billAt({ startsAt }: Bills, at: Instant): number {
  const next = startsAt.findIndex((start) => start >= at);
  return Math.max(0, (next < 0 ? startsAt.length : next) - 1);
}

/** The tax that costs to come bear, given as one sum for each statement. */
export function taxAhead({ netTaxed, taxMicroPercent }: Bills, nets: Float64Array): number {
  if (taxMicroPercent === 0) return 0;
  let tax = -taxOf(netTaxed, taxMicroPercent);
  for (let bill = 0; bill < nets.length; bill += 1) {
    const net = nets[bill] ?? 0;
    if (bill === 0) tax += taxOf(netTaxed + net, taxMicroPercent);
    else if (net !== 0) tax += taxOf(net, taxMicroPercent);
  }
  return tax;
}

/** A cost with its tax, rounded by itself. */
export function gross({ taxMicroPercent }: Bills, net: number): number {
  return net + taxOf(net, taxMicroPercent);
}

function taxOf(minor: number, taxMicroPercent: number): number {
  return roundHalfAway((minor * taxMicroPercent) / 1e8);
}
