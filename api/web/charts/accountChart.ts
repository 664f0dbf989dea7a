import { drawAxes } from './accountAxes.js';
import { drawAhead, drawBehind } from './accountProjection.js';
import { layOutAccount } from './accountLayout.js';
import { drawLimit, drawMarks } from './accountMarks.js';
import type { AccountPicture } from './accountPicture.js';
import { picture } from './svg.js';

/**
 * The account's chart: the past in black, the projection as a dashed line between its early and late edge, the limit in
 * red. There is no legend: labels are next to what they name. Labels without room are omitted; the timeline beside the
 * chart has them.
 */
export function accountChart(picked: AccountPicture): string {
  const layout = layOutAccount(picked);
  const parts = [
    ...drawAxes(layout),
    ...drawAhead(layout),
    ...drawBehind(layout),
    ...drawLimit(layout),
    ...drawMarks(layout),
  ];
  const { width, height } = layout;
  return picture({ width, height, className: 'chart account', title: picked.title }, parts);
}
