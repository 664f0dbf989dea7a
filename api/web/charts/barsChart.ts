import { type Candidate, Labels, widthOf } from './labels.js';
import { linear, niceTicks } from './scale.js';
import { element, escaped, picture, textAt } from './svg.js';
import { shortQuantity } from './format.js';

/** The value of one day or week. */
export interface Bar {
  /** The day in words, "13 Oct". */
  readonly label: string;
  /** Null if nothing is recorded for that day, which differs from no usage. */
  readonly value: number | null;
  /** The range of an expected value, drawn as a line over the bar. */
  readonly range?: readonly [low: number, high: number];
}

export interface BarsPicture {
  readonly width: number;
  readonly height?: number;
  readonly bars: readonly Bar[];
  /** The meter's unit: `bytes`, any other word, or empty. */
  readonly unit: string;
  /** The chart in words, for screen readers. */
  readonly title: string;
}

const TICK_GAP = 8;
const BASE = 22;
const TOP = 18;

/** One bar per day or week: the axis starts at 0, the highest bar has its value, the first and the last their dates. */
export function barsChart({ width, height = 150, bars, unit, title }: BarsPicture): string {
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const top = Math.max(most, ...bars.map(({ range }) => range?.[1] ?? 0));
  const y = linear([0, top === 0 ? 1 : top], [height - BASE, TOP]);
  const ticks = niceTicks(0, top, 3)
    .filter((tick) => tick > 0 && y(tick) > TOP - 1)
    .map((tick) => ({ tick, words: shortQuantity(tick, unit) }));
  const left = 2 * TICK_GAP + Math.max(0, ...ticks.map(({ words }) => widthOf(words)));
  const slot = (width - left) / Math.max(1, bars.length);
  const highest = bars.findIndex(({ value }) => value === most && most > 0);
  const parts = [
    ...ticks.flatMap(({ tick, words }) => [
      element('line', { x1: left, x2: width, y1: y(tick), y2: y(tick), class: 'grid' }),
      textAt(left - TICK_GAP, y(tick) + 4, words, { 'text-anchor': 'end' }),
    ]),
    ...bars.map(({ label, value }, index) => {
      const tall = value === null || value <= 0 ? 0 : Math.max(1, y(0) - y(value));
      const name = `<title>${escaped(`${label}: ${value === null ? 'no data' : shortQuantity(value, unit)}`)}</title>`;
      const place = { x: left + index * slot, y: y(0) - tall, width: Math.max(1, slot * 0.72), height: tall };
      return element('rect', { ...place, class: index === highest ? 'bar most' : 'bar' }, name);
    }),
    ...bars.flatMap(({ range }, index) => {
      if (range === undefined || range[1] <= 0) return [];
      const x = left + (index + 0.36) * slot;
      return [element('line', { x1: x, x2: x, y1: y(range[0]), y2: y(range[1]), class: 'whisker' })];
    }),
    element('line', { x1: left, x2: width, y1: y(0), y2: y(0), class: 'axis' }),
    ...dateLabels(bars, { left, width, height }),
    ...highestLabel({
      bars,
      highest,
      slot,
      left,
      width,
      y: y(Math.max(most, bars[highest]?.range?.[1] ?? 0)),
      unit,
    }),
  ];
  return picture({ width, height, className: 'chart bars', title }, parts);
}

/** The first and the last day; the last comes first, and the other is left out if there is no room. */
function dateLabels(
  bars: readonly Bar[],
  { left, width, height }: { readonly left: number; readonly width: number; readonly height: number },
): string[] {
  const [first] = bars;
  const last = bars.length > 1 ? bars[bars.length - 1] : undefined;
  const labels = new Labels({ left: 0, right: width, top: 0, bottom: height });
  const y = height - 5;
  const ends: readonly (readonly [Bar | undefined, Candidate])[] = [
    [last, { x: width, y, anchor: 'end' }],
    [first, { x: left, y, anchor: 'start' }],
  ];
  return ends.flatMap(([bar, candidate]) => {
    if (bar === undefined || labels.place(bar.label, [candidate]) === undefined) return [];
    return [textAt(candidate.x, y, bar.label, { 'text-anchor': candidate.anchor })];
  });
}

interface Highest {
  readonly bars: readonly Bar[];
  readonly highest: number;
  readonly slot: number;
  readonly left: number;
  readonly width: number;
  readonly y: number;
  readonly unit: string;
}

function highestLabel({ bars, highest, slot, left, width, y, unit }: Highest): string[] {
  const bar = bars[highest];
  if (bar?.value === undefined || bar.value === null) return [];
  const words = `${bar.label}: ${shortQuantity(bar.value, unit)}`;
  const labels = new Labels({ left, right: width, top: 0, bottom: y });
  const half = widthOf(words) / 2;
  const x = Math.max(left + half, Math.min(width - half, left + (highest + 0.4) * slot));
  const place = labels.place(words, [{ x, y: y - 6, anchor: 'middle' }]);
  return place === undefined ? [] : [textAt(x, y - 6, words, { 'text-anchor': 'middle', class: 'strong' })];
}

const SPARK_WIDTH = 90;
const SPARK_HEIGHT = 22;

/** The last days as bars without figures, for a table row. */
export function sparkline(values: readonly number[], title: string): string {
  const most = Math.max(0, ...values);
  const slot = SPARK_WIDTH / Math.max(1, values.length);
  const parts = values.map((value, index) => {
    const height = most === 0 || value <= 0 ? 0.5 : Math.max(1, (value / most) * SPARK_HEIGHT);
    return element('rect', {
      x: index * slot,
      y: SPARK_HEIGHT - height,
      width: Math.max(1, slot - 1),
      height,
      class: 'bar',
    });
  });
  return picture({ width: SPARK_WIDTH, height: SPARK_HEIGHT, className: 'chart spark', title }, parts);
}
