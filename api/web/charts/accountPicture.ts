import type { Instant } from '../../../src/core/values/zone.js';

/** The account's past or expected value at an instant, in minor units. */
export interface ChartPoint {
  readonly at: Instant;
  readonly minor: bigint;
}

/** A past or future event with its label. */
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
  /** The past, oldest first, up to now; two points at one instant are a step. */
  readonly past: readonly ChartPoint[];
  /** The projection from now on, with its early and late variants; empty if there is none. */
  readonly ahead: readonly ChartPoint[];
  readonly early: readonly ChartPoint[];
  readonly late: readonly ChartPoint[];
  /** Below this the site is suspended: minus the credit limit. */
  readonly limitMinor: bigint;
  readonly marks: readonly ChartMark[];
  /** The chart in words, for screen readers. */
  readonly title: string;
}
