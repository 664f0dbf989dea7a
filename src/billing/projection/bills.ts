import type { Instant } from '../../core/values/zone.js';
import { roundHalfAway } from './segment.js';

/** The statements of the open period and of later ones: each has tax on the sum of its taxed costs. */
export interface Bills {
  readonly startsAt: readonly Instant[];
  /** What the open period's statement taxes at `asOf`, in minor units; the headroom includes the tax on it already. */
  readonly netTaxed: number;
  /** In millionths of a percent, a whole number so that halves round exactly. */
  readonly taxMicroPercent: number;
}

export function emptyNets({ startsAt }: Bills): number[] {
  return new Array<number>(Math.max(1, startsAt.length)).fill(0);
}

/** Costs due at a period's end are on its statement, which is settled only afterwards. */
export function billAt({ startsAt }: Bills, at: Instant): number {
  const next = startsAt.findIndex((start) => start >= at);
  return Math.max(0, (next < 0 ? startsAt.length : next) - 1);
}

/** The cost that later charges add to one statement, including the tax on its sum. */
export function addedTo({ netTaxed, taxMicroPercent }: Bills, bill: number, net: number): number {
  if (taxMicroPercent === 0) return net;
  const before = bill === 0 ? netTaxed : 0;
  return net + taxOf(before + net, taxMicroPercent) - taxOf(before, taxMicroPercent);
}

/** A cost with its tax, rounded by itself. */
export function gross({ taxMicroPercent }: Bills, net: number): number {
  return net + taxOf(net, taxMicroPercent);
}

function taxOf(minor: number, taxMicroPercent: number): number {
  return roundHalfAway((minor * taxMicroPercent) / 1e8);
}
