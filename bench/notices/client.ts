import {
  type CompiledComponent,
  type CompiledPlan,
  compilePlan,
  dateOfEpochDay,
  DAY_MS,
  epochDay,
  isRefusal,
  type MeterHistory,
  projectLimitDate,
  type ProjectionPiece,
  type ProjectionSpan,
  rateComponent,
} from '../../src/billing/index.js';
import type { Series } from './series.js';

/** What an average day of the series costs, in minor units: 10.00. */
export const AVERAGE_DAY_MINOR = 1_000;
const QUANTITY_DECIMALS = 1_000;

/** A plan on which an average day of the series costs 10.00, whatever the series counts. */
export function planFor(series: Series): CompiledPlan {
  const mean = series.values.reduce((sum, value) => sum + value, 0) / series.values.length;
  const per = Math.max(mean, 1e-6).toFixed(12);
  const plan = compilePlan({
    currency: 'EUR',
    recurring: [],
    usage: [{ id: 'requests', meter: 'requests', model: 'graduated', per, bands: [{ unitPrice: '10' }] }],
  });
  if (isRefusal(plan)) throw new Error(plan.detail);
  return plan;
}

/** A prepaid client on that plan, with calendar months in UTC as periods, exactly accounted. */
export class PrepaidClient {
  readonly #plan: CompiledPlan;
  readonly #component: CompiledComponent;
  readonly #history: MeterHistory;
  readonly #known: Float64Array;
  readonly #series: Series;
  #balance = 0n;
  #monthBefore = 0;
  #month = 0;
  #monthStartsAt = 0;
  #spans: ProjectionSpan[] = [];
  #costSoFar = 0n;

  constructor(plan: CompiledPlan, series: Series) {
    const [component] = plan.usage;
    if (component === undefined) throw new Error('the plan has one meter');
    this.#plan = plan;
    this.#component = component;
    this.#series = series;
    // What the client's own past has shown so far; the replay uncovers it hour by hour.
    this.#known = new Float64Array(series.values.length).fill(NaN);
    this.#history = { meter: 'requests', aggregation: 'sum', firstDay: series.firstDay, values: this.#known };
  }

  /** Lets the day before be known as it was and starts a new one, and a new period where a month starts. */
  beginDay(index: number, isFirst: boolean): void {
    const { values, firstDay } = this.#series;
    if (isFirst) this.#known.set(values.subarray(0, index));
    const day = firstDay + index;
    const startsMonth = dateOfEpochDay(day).endsWith('-01');
    if (isFirst || startsMonth) this.#beginPeriod(day);
    this.#monthBefore = isFirst || startsMonth ? 0 : this.#month;
  }

  /** The day's quantity has reached this much. */
  use(index: number, soFarToday: number): void {
    this.#known[index] = soFarToday;
    this.#month = this.#monthBefore + soFarToday;
    const quantity =
      BigInt(Math.round(this.#month * QUANTITY_DECIMALS)) * (10n ** 12n / BigInt(QUANTITY_DECIMALS));
    this.#costSoFar = rateComponent(this.#component, quantity);
  }

  pay(minor: bigint): void {
    this.#balance += minor;
  }

  get headroom(): bigint {
    return this.#balance - this.#costSoFar;
  }

  /** The product's own projection. */
  limitDate(asOf: number): number | null {
    const [open, ...ahead] = this.#spans;
    const [piece] = open?.pieces ?? [];
    if (open === undefined || piece === undefined) throw new Error('a client always has an open period');
    return projectLimitDate({
      asOf,
      timeZone: 'UTC',
      currency: 'EUR',
      headroom: this.headroom,
      taxPercent: 0,
      spans: [{ ...open, pieces: [{ ...piece, soFar: { requests: this.#month } }] }, ...ahead],
      history: [this.#history],
      planned: [],
    });
  }

  /** What other systems do: cost so far this month ÷ days so far, straight on. */
  plainLimitDate(asOf: number): number | null {
    const cost = Number(this.#costSoFar);
    return cost > 0 ? asOf + (Number(this.headroom) * (asOf - this.#monthStartsAt)) / cost : null;
  }

  #beginPeriod(day: number): void {
    this.#balance -= this.#costSoFar;
    this.#costSoFar = 0n;
    this.#monthStartsAt = day * DAY_MS;
    this.#spans = [];
    let from = day;
    while (from < day + 402) {
      const next = nextMonth(from);
      const share = { activeDays: next - from, wholeDays: next - from };
      const [startsAt, endsAt] = [from * DAY_MS, next * DAY_MS];
      const piece: ProjectionPiece = { plan: this.#plan, share, startsAt, endsAt, soFar: {} };
      this.#spans.push({ startsAt, endsAt, pieces: [piece] });
      from = next;
    }
  }
}

function nextMonth(day: number): number {
  const date = dateOfEpochDay(day);
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const next =
    month === 12
      ? `${String(year + 1).padStart(4, '0')}-01-01`
      : `${date.slice(0, 5)}${String(month + 1).padStart(2, '0')}-01`;
  return epochDay(next);
}
