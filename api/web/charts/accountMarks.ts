import type { ChartMark, ChartPoint } from './accountPicture.js';
import type { AccountLayout } from './accountLayout.js';
import { type Candidate, widthOf } from './labels.js';
import { element, escaped, textAt } from './svg.js';
import { formatMoney } from './format.js';

/** The limit as a red line, and the area below it in which sites are suspended. */
export function drawLimit(layout: AccountLayout): string[] {
  const { limit, y, left, right, bottom, labels, picked } = layout;
  const amount = formatMoney(picked.limitMinor, picked.currency);
  if (limit === null) {
    const words = `limit ${amount} is below this chart`;
    const place = labels.place(words, [
      { x: left + 4, y: bottom - 6, anchor: 'start' },
      { x: right - 4, y: bottom - 6, anchor: 'end' },
    ]);
    return place === undefined ? [] : [limitText(place, words)];
  }
  const line = y(limit);
  const words = `limit ${amount}: suspended below this line`;
  const written = right - left > widthOf(words) + 12 ? words : `limit ${amount}`;
  // A label on the line itself would be unreadable.
  labels.take({ left, right, top: line - 1, bottom: line + 1 });
  const place = labels.place(written, [
    { x: left + 6, y: line + 15, anchor: 'start' },
    { x: right - 6, y: line + 15, anchor: 'end' },
    { x: left + 6, y: line - 6, anchor: 'start' },
    { x: right - 6, y: line - 6, anchor: 'end' },
  ]);
  return [
    element('rect', {
      x: left,
      y: line,
      width: right - left,
      height: Math.max(0, bottom - line),
      class: 'below',
    }),
    element('line', { x1: left, x2: right, y1: line, y2: line, class: 'limit' }),
    ...(place === undefined ? [] : [limitText(place, written)]),
  ];
}

function limitText({ x, y, anchor }: Candidate, words: string): string {
  return textAt(x, y, words, { 'text-anchor': anchor, class: 'limit' });
}

/** Marks events on the line, with a tick on the date axis. */
export function drawMarks(layout: AccountLayout): string[] {
  const { marks } = layout.picked;
  // Label priority: the limit, then future events, then past events from the newest.
  const { asOf } = layout.picked;
  const order = (mark: ChartMark): number =>
    mark.tone === 'limit' ? 0 : mark.at > asOf ? mark.at - asOf : 1e13 + asOf - mark.at;
  const shown = [...marks]
    .filter(({ at }) => at >= layout.from && at <= layout.to)
    .sort((one, other) => order(one) - order(other))
    .map((mark) => ({ mark, place: placeOf(layout, mark) }));
  for (const { place } of shown) {
    const { x, y } = place;
    layout.labels.take({ left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS });
  }
  return shown.flatMap(({ mark, place }) => drawMark(layout, mark, place));
}

const RADIUS = 4.5;

interface MarkPlace {
  readonly x: number;
  readonly y: number;
}

function placeOf(layout: AccountLayout, { at }: ChartMark): MarkPlace {
  const { x, y, low, picked } = layout;
  const value = valueAt(layout, at > picked.asOf ? picked.ahead : picked.past, at);
  return { x: x(at), y: y(Math.max(low, value)) };
}

function drawMark({ labels, bottom, picked }: AccountLayout, mark: ChartMark, place: MarkPlace): string[] {
  const isAhead = mark.at > picked.asOf;
  const words = labels.stand(mark.words, place.x)
    ? undefined
    : labels.place(mark.words, candidatesAt(place.x, place.y, isAhead));
  const circle = { cx: place.x, cy: place.y, r: mark.tone === 'limit' ? RADIUS : 4 };
  return [
    element('line', { x1: place.x, x2: place.x, y1: bottom - 5, y2: bottom + 5, class: `tick ${mark.tone}` }),
    element(
      'circle',
      { ...circle, class: `${mark.tone}${isAhead && mark.tone !== 'limit' ? ' ahead' : ''}` },
      `<title>${escaped(mark.words)}</title>`,
    ),
    ...(words === undefined
      ? []
      : [textAt(words.x, words.y, mark.words, { 'text-anchor': words.anchor, class: mark.tone })]),
  ];
}

/** Labels of future events go to the right, of past events to the left, if there is room. */
function candidatesAt(x: number, y: number, isAhead: boolean): Candidate[] {
  const right: Candidate = { x: x + 9, y: y + 4, anchor: 'start' };
  const left: Candidate = { x: x - 9, y: y + 4, anchor: 'end' };
  const sides = isAhead ? [right, { ...right, y: y - 8 }, left] : [left, { ...left, y: y + 18 }, right];
  const around: Candidate[] = [-10, 18, -24, 32, -38, 46, -52, 60].flatMap((distance) => [
    { x, y: y + distance, anchor: 'middle' },
    { x: x + 9, y: y + distance, anchor: 'start' },
    { x: x - 9, y: y + distance, anchor: 'end' },
  ]);
  return [...sides, ...around];
}

/** Interpolates between two known points; at a step, returns its end. */
function valueAt({ valueOf }: AccountLayout, points: readonly ChartPoint[], at: number): number {
  let before: ChartPoint | undefined;
  for (const point of points) {
    if (point.at > at) {
      if (before === undefined) return valueOf(point);
      const part = (at - before.at) / (point.at - before.at);
      return valueOf(before) + (valueOf(point) - valueOf(before)) * part;
    }
    before = point;
  }
  return before === undefined ? 0 : valueOf(before);
}
