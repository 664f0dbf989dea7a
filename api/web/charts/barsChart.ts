import { linear, niceTicks } from './scale.js';
import { element, escaped, picture, textAt } from './svg.js';
import { shortQuantity } from './format.js';

/** The usage of one day. */
export interface Bar {
  /** The day in words, "13 Oct". */
  readonly label: string;
  /** Null if nothing is recorded for that day, which differs from no usage. */
  readonly value: number | null;
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

const LEFT = 54;
const BASE = 22;
const TOP = 18;

/** One bar per day: the axis starts at 0, the highest bar has its value, the first and the last their dates. */
export function barsChart({ width, height = 150, bars, unit, title }: BarsPicture): string {
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const y = linear([0, most === 0 ? 1 : most], [height - BASE, TOP]);
  const slot = (width - LEFT) / Math.max(1, bars.length);
  const highest = bars.findIndex(({ value }) => value === most && most > 0);
  const parts = [
    ...niceTicks(0, most, 3)
      .filter((tick) => tick > 0 && y(tick) > TOP - 1)
      .flatMap((tick) => [
        element('line', { x1: LEFT, x2: width, y1: y(tick), y2: y(tick), class: 'grid' }),
        textAt(LEFT - 8, y(tick) + 4, shortQuantity(tick, unit), { 'text-anchor': 'end' }),
      ]),
    ...bars.map(({ label, value }, index) => {
      const tall = value === null || value <= 0 ? 0 : Math.max(1, y(0) - y(value));
      const name = `<title>${escaped(`${label}: ${value === null ? 'no data' : shortQuantity(value, unit)}`)}</title>`;
      const place = { x: LEFT + index * slot, y: y(0) - tall, width: Math.max(1, slot * 0.72), height: tall };
      return element('rect', { ...place, class: index === highest ? 'bar most' : 'bar' }, name);
    }),
    element('line', { x1: LEFT, x2: width, y1: y(0), y2: y(0), class: 'axis' }),
    ...dateLabels(bars, width, height),
    ...highestLabel({ bars, highest, slot, width, y: y(most), unit }),
  ];
  return picture({ width, height, className: 'chart bars', title }, parts);
}

function dateLabels(bars: readonly Bar[], width: number, height: number): string[] {
  const first = bars[0];
  const last = bars[bars.length - 1];
  if (first === undefined || last === undefined) return [];
  const start = textAt(LEFT, height - 5, first.label, {});
  return bars.length === 1
    ? [start]
    : [start, textAt(width, height - 5, last.label, { 'text-anchor': 'end' })];
}

interface Highest {
  readonly bars: readonly Bar[];
  readonly highest: number;
  readonly slot: number;
  readonly width: number;
  readonly y: number;
  readonly unit: string;
}

function highestLabel({ bars, highest, slot, width, y, unit }: Highest): string[] {
  const bar = bars[highest];
  if (bar?.value === undefined || bar.value === null) return [];
  const words = `${bar.label}: ${shortQuantity(bar.value, unit)}`;
  const middle = LEFT + (highest + 0.4) * slot;
  const anchor = middle < LEFT + 70 ? 'start' : middle > width - 70 ? 'end' : 'middle';
  return [textAt(middle, y - 6, words, { 'text-anchor': anchor, class: 'strong' })];
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
