import { drawAxes } from './accountAxes.js';
import { drawAhead, drawBehind } from './accountProjection.js';
import { layOutAccount } from './accountLayout.js';
import { drawLimit, drawMarks } from './accountMarks.js';
import type { AccountPicture } from './accountPicture.js';
import { picture } from './svg.js';

/**
 * The account behind and ahead: black is what was, the dashed accent what is expected between its early and late edge, the
 * red line is the limit. No legend: words stand at what they name, and those for which there is no room are left to
 * the timeline beside it.
 */
export function accountChart(picked: AccountPicture): string {
  const layout = layOutAccount(picked);
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
