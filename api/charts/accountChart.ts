import type { Instant } from '../../src/billing/index.js';
import { drawAxes } from './accountAxes.js';
import { drawAhead, drawBehind } from './accountCourse.js';
import { layAccount } from './accountLayout.js';
import { drawLimit, drawMarks } from './accountMarks.js';
import { picture } from './svg.js';

/** What the tab was worth, or is expected to be worth, at an instant, in minor units. */
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

/**
 * The tab behind and ahead: black is what was, the dashed accent what is expected between its early and late edge, the
 * red line is the limit. No legend: words stand at what they name, and those for which there is no room are left to
 * the timeline beside it.
 */
export function accountChart(picked: AccountPicture): string {
  const layout = layAccount(picked);
  const parts = [
    ...drawAxes(layout),
    ...drawLimit(layout),
    ...drawAhead(layout),
    ...drawBehind(layout),
    ...drawMarks(layout),
  ];
  const { width, height } = layout;
  return picture({ width, height, className: 'chart account', title: picked.title }, parts);
}
