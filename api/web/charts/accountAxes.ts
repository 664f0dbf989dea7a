import { minorPerMajor } from '../../../src/core/values/money.js';
import { addDays, DAY_MS, type Instant, localDateOf, startOfDay } from '../../../src/core/values/zone.js';
import type { AccountLayout } from './accountLayout.js';
import { boxOf } from './labels.js';
import { niceTicks } from './scale.js';
import { element, textAt } from './svg.js';
import { formatMoney, formatChartDay } from './format.js';

/** Draws faint lines at round amounts, dates below, and a dotted line at today. */
export function drawAxes(layout: AccountLayout): string[] {
  return [...amountLines(layout), ...formatDate(layout), ...todayLine(layout)];
}

function amountLines({ low, high, y, left, right, picked }: AccountLayout): string[] {
  const ticks = niceTicks(low, high, 5).filter((tick) => y(tick) > 12);
  return ticks.flatMap((tick) => [
    element('line', {
      x1: left,
      x2: right,
      y1: y(tick),
      y2: y(tick),
      class: tick === 0 ? 'grid zero' : 'grid',
    }),
    textAt(left - 8, y(tick) + 4, formatTick(tick, picked.currency), { 'text-anchor': 'end' }),
  ]);
}

/** Formats whole amounts without decimals, and with thousands separators. */
function formatTick(tick: number, currency: string): string {
  if (Math.abs(tick) >= 100_000) {
    const words = formatMoney(BigInt(Math.round(tick / 1_000)), 'JPY');
    return `${words}k`;
  }
  if (Number.isInteger(tick)) return formatMoney(BigInt(tick), 'JPY');
  return formatMoney(BigInt(Math.round(tick * Number(minorPerMajor(currency)))), currency);
}

const DATE_WIDTH = 52;

function formatDate(layout: AccountLayout): string[] {
  const { x, bottom, left, right, height, picked } = layout;
  const today = x(picked.asOf);
  const words = [textAt(today, height - 6, 'today', { 'text-anchor': 'middle', class: 'strong' })];
  for (const at of dateTicks(layout)) {
    const place = x(at);
    if (place < left || place > right - 16 || Math.abs(place - today) < DATE_WIDTH * 0.9) continue;
    words.push(element('line', { x1: place, x2: place, y1: bottom, y2: bottom + 4, class: 'grid' }));
    words.push(textAt(place, height - 6, formatChartDay(at, picked.timeZone), { 'text-anchor': 'middle' }));
  }
  return words;
}

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

function todayLine({ x, top, bottom, picked, labels, height }: AccountLayout): string[] {
  const today = x(picked.asOf);
  labels.take(boxOf('today', { x: today, y: height - 6, anchor: 'middle' }));
  return [element('line', { x1: today, x2: today, y1: top, y2: bottom, class: 'today' })];
}
