import { Labels, widthOf } from './labels.js';
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

const TICK_GAP = 8;
const HEIGHT = 210;
const RIGHT = 14;
const TOP = 14;
const BASE = 24;
const POINTS = 160;

/** The cost by quantity, from 0 up; a thin labelled line marks the end of each band. */
export function priceCurve(chart: PricePicture): string {
  const { width, height = HEIGHT, cost, most, amount, title } = chart;
  const places = pointsOf(chart);
  const highest = Math.max(1, ...places.map((quantity) => cost(quantity)));
  const ticks = niceTicks(0, highest, 4)
    .filter((tick) => tick > 0)
    .map((tick) => ({ tick, words: amount(tick) }));
  const left = 2 * TICK_GAP + Math.max(0, ...ticks.map(({ words }) => widthOf(words)));
  const x = linear([0, most], [left, width - RIGHT]);
  const y = linear([0, highest], [height - BASE, TOP]);
  const curve = places.map((quantity): Place => [x(quantity), y(cost(quantity))]);
  const bounds = chart.bounds.filter((bound) => bound > 0 && bound < most);
  return picture({ width, height, className: 'chart price', title }, [
    ...ticks.flatMap(({ tick, words }) => [
      element('line', { x1: left, x2: width - RIGHT, y1: y(tick), y2: y(tick), class: 'grid' }),
      textAt(left - TICK_GAP, y(tick) + 4, words, { 'text-anchor': 'end' }),
    ]),
    ...bounds.map((bound) =>
      element('line', { x1: x(bound), x2: x(bound), y1: TOP, y2: height - BASE, class: 'today' }),
    ),
    element('line', { x1: left, x2: width - RIGHT, y1: y(0), y2: y(0), class: 'axis' }),
    element('path', { d: pathOf(curve), class: 'was' }),
    ...quantityLabels(bounds, chart, x),
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

/** The largest quantity comes first; a bound without room is left out. */
function quantityLabels(
  bounds: readonly number[],
  { most, unit, width, height = HEIGHT }: PricePicture,
  x: (quantity: number) => number,
): string[] {
  const labels = new Labels({ left: 0, right: width, top: 0, bottom: height });
  const y = height - 7;
  return [most, ...bounds].flatMap((quantity) => {
    const words = shortQuantity(quantity, unit);
    const place = labels.place(words, [{ x: x(quantity), y, anchor: quantity === most ? 'end' : 'middle' }]);
    return place === undefined ? [] : [textAt(place.x, y, words, { 'text-anchor': place.anchor })];
  });
}
