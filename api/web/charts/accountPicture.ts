import type { Instant } from '../../../src/core/values/zone.js';

/** What the account was worth, or is expected to be worth, at an instant, in minor units. */
export interface ChartPoint {
  readonly at: Instant;
  readonly minor: bigint;
}

/** Something that happened, or will, with the words that stand at it. */
export interface ChartMark {
  readonly at: Instant;
  readonly words: string;
  readonly tone: 'money' | 'notice' | 'limit' | 'planned';
}

export interface AccountPicture {
  readonly width: number;
  readonly height?: number;
  readonly currency: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  /** What was, oldest first, up to now; two points at one instant are a step. */
  readonly past: readonly ChartPoint[];
  /** What is expected from now on, and the same if it is used up sooner or later than expected; empty: nothing is. */
  readonly ahead: readonly ChartPoint[];
  readonly early: readonly ChartPoint[];
  readonly late: readonly ChartPoint[];
  /** Below this the site is suspended: minus the credit limit. */
  readonly limitMinor: bigint;
  readonly marks: readonly ChartMark[];
  /** What the picture says, for those who do not see it. */
  readonly title: string;
}
