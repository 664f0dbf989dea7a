import { minorPerMajor } from '../../../src/core/values/money.js';
import { DAY_MS, type Instant } from '../../../src/core/values/zone.js';
import type { AccountPicture, ChartPoint } from './accountPicture.js';
import { formatMoney } from './format.js';
import { Labels, widthOf } from './labels.js';
import { linear, niceTicks, type Scale } from './scale.js';

/** The layout of an account's chart. */
export interface AccountLayout {
  readonly picked: AccountPicture;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: Instant;
  readonly to: Instant;
  /** Major units at the lower and the upper edge. */
  readonly low: number;
  readonly high: number;
  /** Null if the limit is so far below that showing it would flatten the rest. */
  readonly limit: number | null;
  readonly x: Scale;
  readonly y: Scale;
  /** Round amounts, in major units, with their labels. */
  readonly ticks: readonly { readonly amount: number; readonly words: string }[];
  readonly labels: Labels;
  /** Major units, for positions only. */
  readonly valueOf: (point: ChartPoint) => number;
}

/** Between an amount's label and the chart, and before it. */
export const TICK_GAP = 8;
const TICK_MARGIN = 4;
const TOP = 22;
const BASE = 26;
/** If the past took less of the chart's height than this, it would look like a straight line. */
const SPAN_LEAST = 0.22;

export function layOutAccount(picked: AccountPicture): AccountLayout {
  const { width, height = width < 500 ? 250 : 300, currency, asOf } = picked;
  const major = Number(minorPerMajor(currency));
  const valueOf = ({ minor }: ChartPoint): number => Number(minor) / major;
  const range = rangeOf(picked, valueOf, -Number(-picked.limitMinor) / major);
  const from = picked.past[0]?.at ?? asOf - DAY_MS;
  const to = Math.max(picked.ahead[picked.ahead.length - 1]?.at ?? asOf, asOf + DAY_MS);
  const ticks = niceTicks(range.low, range.high, 5).map((amount) => ({
    amount,
    words: formatTick(amount, currency),
  }));
  const left = TICK_MARGIN + TICK_GAP + Math.max(...ticks.map(({ words }) => widthOf(words)));
  const edges = { left, right: width - 6, top: TOP, bottom: height - BASE };
  return {
    picked,
    width,
    height,
    ...edges,
    from,
    to,
    ...range,
    x: linear([from, to], [edges.left, edges.right]),
    y: linear([range.low, range.high], [edges.bottom, edges.top]),
    ticks,
    labels: new Labels({ left: 2, top: 0, right: width - 2, bottom: height - BASE - 2 }),
    valueOf,
  };
}

/** The range shown: the past, the projection, the limit and a strip below it. */
function rangeOf(
  picked: AccountPicture,
  valueOf: (point: ChartPoint) => number,
  limit: number,
): Pick<AccountLayout, 'low' | 'high' | 'limit'> {
  const past = picked.past.map(valueOf);
  // The projection below the limit is not drawn: the site is suspended before.
  const ahead = picked.ahead.map(valueOf).filter((value) => value >= limit);
  const values = [...past, ...ahead];
  const least = Math.min(...values);
  const most = Math.max(...values);
  const spread = Math.max(most - least, Math.abs(most) * 0.05, 1);
  const isNear = spread >= (most - Math.min(limit, least)) * SPAN_LEAST;
  const bottom = isNear ? Math.min(limit, least) : least;
  const top = isNear ? Math.max(most, limit) : most;
  const room = Math.max(top - bottom, spread);
  return { low: bottom - room * 0.2, high: top + room * 0.06, limit: isNear ? limit : null };
}

const LARGE = [
  { from: 1e12, sign: 'tn' },
  { from: 1e9, sign: 'bn' },
  { from: 1e6, sign: 'M' },
  { from: 1e3, sign: 'k' },
] as const;

/** Whole amounts without decimals, large ones in short form with as many digits as tell them apart. */
function formatTick(amount: number, currency: string): string {
  if (Math.abs(amount) >= 100_000) {
    const { from, sign } = LARGE.find((each) => Math.abs(amount) >= each.from) ?? LARGE[3];
    return `${String(Number((amount / from).toPrecision(12))).replace('-', '−')}${sign}`;
  }
  if (Number.isInteger(amount)) return formatMoney(BigInt(amount), 'JPY');
  return formatMoney(BigInt(Math.round(amount * Number(minorPerMajor(currency)))), currency);
}
