import { addDays, DAY_MS, type Instant, localDateOf, startOfDay } from '../../../src/core/values/zone.js';
import { type AccountLayout, TICK_GAP } from './accountLayout.js';
import { Labels } from './labels.js';
import { element, textAt } from './svg.js';
import { formatChartDay } from './format.js';

/** Draws faint lines at round amounts, dates below, and a dotted line at today. */
export function drawAxes(layout: AccountLayout): string[] {
  return [...amountLines(layout), ...dateLabels(layout), ...todayLine(layout)];
}

function amountLines({ ticks, y, left, right, labels }: AccountLayout): string[] {
  const shown = ticks.filter(({ amount }) => y(amount) > 12);
  labels.take({ left: 0, right: left - TICK_GAP, top: 0, bottom: y(ticks[0]?.amount ?? 0) + TICK_GAP });
  return shown.flatMap(({ amount, words }) => [
    element('line', {
      x1: left,
      x2: right,
      y1: y(amount),
      y2: y(amount),
      class: amount === 0 ? 'grid zero' : 'grid',
    }),
    textAt(left - TICK_GAP, y(amount) + 4, words, { 'text-anchor': 'end' }),
  ]);
}

/** "today" comes first; a date without room beside it is left out. */
function dateLabels(layout: AccountLayout): string[] {
  const { x, bottom, left, right, width, height, picked } = layout;
  const labels = new Labels({ left: 0, right: width, top: 0, bottom: height });
  const y = height - 6;
  const today = x(picked.asOf);
  const place = labels.place('today', [
    { x: today, y, anchor: 'middle' },
    { x: width, y, anchor: 'end' },
  ]);
  const drawn =
    place === undefined
      ? []
      : [textAt(place.x, y, 'today', { 'text-anchor': place.anchor, class: 'strong' })];
  for (const at of dateTicks(layout)) {
    const words = formatChartDay(at, picked.timeZone);
    const tick = x(at);
    if (tick < left || tick > right) continue;
    if (labels.place(words, [{ x: tick, y, anchor: 'middle' }]) === undefined) continue;
    drawn.push(element('line', { x1: tick, x2: tick, y1: bottom, y2: bottom + 4, class: 'grid' }));
    drawn.push(textAt(tick, y, words, { 'text-anchor': 'middle' }));
  }
  return drawn;
}

const DATE_WIDTH = 52;
const STEPS_DAYS = [1, 2, 7, 14, 28, 56, 91, 182];

/** The starts of local days, spaced so that their labels fit. */
function dateTicks({ from, to, left, right, picked }: AccountLayout): Instant[] {
  const wanted = Math.max(2, Math.floor((right - left) / (DATE_WIDTH * 1.7)));
  const days = (to - from) / DAY_MS;
  const step = STEPS_DAYS.find((each) => days / each <= wanted) ?? 365;
  const today = localDateOf(picked.asOf, picked.timeZone);
  const first = -Math.floor((picked.asOf - from) / DAY_MS / step);
  const last = Math.floor((to - picked.asOf) / DAY_MS / step);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    startOfDay(addDays(today, (first + index) * step), picked.timeZone),
  );
}

function todayLine({ x, top, bottom, picked }: AccountLayout): string[] {
  const today = x(picked.asOf);
  return [element('line', { x1: today, x2: today, y1: top, y2: bottom, class: 'today' })];
}
