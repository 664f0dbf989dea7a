import type { ChartPoint } from './accountPicture.js';
import type { AccountLayout } from './accountLayout.js';
import { element, pathOf, type Place } from './svg.js';

/** The past: a solid line. */
export function drawBehind(layout: AccountLayout): string[] {
  const { picked, labels } = layout;
  if (picked.past.length === 0) return [];
  const places = placesOf(layout, picked.past);
  labels.takeCurve(places);
  return [element('path', { d: pathOf(places), class: 'was' })];
}

/** The projection: a dashed line in the area between its early and late edge. */
export function drawAhead(layout: AccountLayout): string[] {
  const { early, late, ahead } = layout.picked;
  const parts: string[] = [];
  if (early.length > 1 && late.length > 1) {
    const edge = [...placesOf(layout, late), ...placesOf(layout, early).reverse()];
    parts.push(element('path', { d: `${pathOf(edge)}Z`, class: 'edges' }));
  }
  if (ahead.length > 1) {
    const places = cutBelow(layout, ahead);
    layout.labels.takeCurve(places);
    parts.push(element('path', { d: pathOf(places), class: 'expected' }));
  }
  return parts;
}

/** Nothing is drawn below the chart's lower edge. */
function placesOf({ x, y, low, valueOf }: AccountLayout, points: readonly ChartPoint[]): Place[] {
  return points.map((point) => [x(point.at), y(Math.max(low, valueOf(point)))]);
}

/** The line up to where it leaves the chart. */
function cutBelow(layout: AccountLayout, points: readonly ChartPoint[]): Place[] {
  const { x, y, low, valueOf } = layout;
  const places: Place[] = [];
  let before: ChartPoint | undefined;
  for (const point of points) {
    const value = valueOf(point);
    if (value < low && before !== undefined) {
      const above = valueOf(before);
      const part = above === value ? 0 : (above - low) / (above - value);
      places.push([x(before.at + (point.at - before.at) * part), y(low)]);
      break;
    }
    places.push([x(point.at), y(Math.max(low, value))]);
    before = point;
  }
  return places;
}
