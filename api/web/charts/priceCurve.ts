import { linear, niceTicks } from './scale.js';
import { element, pathOf, picture, type Place, textAt } from './svg.js';
import { shortQuantity } from './format.js';

export interface PricePicture {
  readonly width: number;
  readonly height?: number;
  /** The cost in minor units of a quantity. */
  readonly cost: (quantity: number) => number;
  /** Up to which quantity it is shown. */
  readonly most: number;
  /** Where the price changes; the curve may have a step there. */
  readonly bounds: readonly number[];
  readonly unit: string;
  /** An amount in minor units, in words. */
  readonly amount: (minor: number) => string;
  /** The chart in words, for screen readers. */
  readonly title: string;
}

const LEFT = 58;
const RIGHT = 14;
const TOP = 14;
const BASE = 24;
const POINTS = 160;

/** The cost by quantity, from 0 up; a thin labelled line marks the end of each band. */
export function priceCurve(chart: PricePicture): string {
  const { width, height = 210, cost, most, unit, amount, title } = chart;
  const places = pointsOf(chart);
  const highest = Math.max(1, ...places.map((quantity) => cost(quantity)));
  const x = linear([0, most], [LEFT, width - RIGHT]);
  const y = linear([0, highest], [height - BASE, TOP]);
  const curve = places.map((quantity): Place => [x(quantity), y(cost(quantity))]);
  const bounds = chart.bounds.filter((bound) => bound > 0 && bound < most);
  return picture({ width, height, className: 'chart price', title }, [
    ...niceTicks(0, highest, 4)
      .filter((tick) => tick > 0)
      .flatMap((tick) => [
        element('line', { x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick), class: 'grid' }),
        textAt(LEFT - 8, y(tick) + 4, amount(tick), { 'text-anchor': 'end' }),
      ]),
    ...bounds.map((bound) =>
      element('line', { x1: x(bound), x2: x(bound), y1: TOP, y2: height - BASE, class: 'today' }),
    ),
    element('line', { x1: LEFT, x2: width - RIGHT, y1: y(0), y2: y(0), class: 'axis' }),
    element('path', { d: pathOf(curve), class: 'was' }),
    ...quantityLabels(bounds, chart, x, height, unit),
  ]);
}

/** Evenly spaced, plus both sides of every bound, so steps are drawn as steps. */
function pointsOf({ most, bounds }: PricePicture): number[] {
  const even = Array.from({ length: POINTS + 1 }, (_, index) => (most * index) / POINTS);
  const edges = bounds
    .flatMap((bound) => [bound * (1 - 1e-9), bound * (1 + 1e-9)])
    .filter((place) => place < most);
  // At the bound itself the curve, which is in floating point, may be on either side of the step.
  return [...even.filter((place) => !bounds.includes(place)), ...edges].sort((one, other) => one - other);
}

const LABEL_WIDTH = 56;

function quantityLabels(
  bounds: readonly number[],
  { most }: PricePicture,
  x: (quantity: number) => number,
  height: number,
  unit: string,
): string[] {
  const labels = [textAt(x(most), height - 7, shortQuantity(most, unit), { 'text-anchor': 'end' })];
  let free = LEFT;
  for (const bound of bounds) {
    const at = x(bound);
    if (at - free < LABEL_WIDTH / 2 || x(most) - at < LABEL_WIDTH * 1.4) continue;
    labels.push(textAt(at, height - 7, shortQuantity(bound, unit), { 'text-anchor': 'middle' }));
    free = at + LABEL_WIDTH;
  }
  return labels;
}
