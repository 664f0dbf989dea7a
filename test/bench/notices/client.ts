import type { CompiledComponent } from '../../../src/billing/plans/component.js';
import { type CompiledPlan, compilePlan } from '../../../src/billing/plans/plan.js';
import type {
  ProjectionInput,
  ProjectionSegment,
  ProjectionPeriod,
} from '../../../src/billing/projection/input.js';
import {
  type LimitRange,
  type Projection,
  projectLimit,
  projectRange,
} from '../../../src/billing/projection/project.js';
import { rateComponent } from '../../../src/billing/rating/rate.js';
import type { MeterHistory } from '../../../src/billing/traffic/forecast.js';
import { learnArrival, reportingCycleMs, type Rhythm } from '../../../src/billing/traffic/rhythm.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { dateOfEpochDay, DAY_MS, epochDay } from '../../../src/core/values/zone.js';
import type { Series } from './series.js';

/** What an average day of the series costs, in minor units: 10.00. */
export const AVERAGE_DAY_MINOR = 1_000;
const QUANTITY_DECIMALS = 1_000;
const HOUR_MS = DAY_MS / 24;

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

export type Limits = Pick<Projection, 'limitDate' | 'warnBy'>;

interface Month {
  quantity: number;
  cost: bigint;
}

/**
 * A prepaid client on that plan, with calendar months in UTC as periods, exactly accounted. It knows of its usage what
 * has been reported, and nothing else.
 */
export class PrepaidClient {
  readonly #plan: CompiledPlan;
  readonly #component: CompiledComponent;
  readonly #known: Float64Array;
  readonly #firstDay: number;
  readonly #values: Float64Array;
  readonly #months = new Map<string, Month>();
  #history: MeterHistory;
  #rhythm: Rhythm | null = null;
  #balance = 0n;
  #monthBegins = 0;
  #monthEnds = 0;
  #spans: ProjectionPeriod[] = [];

  constructor(plan: CompiledPlan, series: Series) {
    const [component] = plan.usage;
    if (component === undefined) throw new Error('the plan has one meter');
    this.#plan = plan;
    this.#component = component;
    this.#firstDay = series.firstDay;
    this.#values = series.values;
    // What the client's own past has shown so far; the replay uncovers it report by report.
    this.#known = new Float64Array(series.values.length).fill(NaN);
    this.#history = this.#seen();
  }

  /** Of the days before this one, all is known. */
  know(index: number): void {
    if (index > 0) this.#known.set(this.#values.subarray(0, index));
  }

  /** A part of a day's quantity arrives; before the account is opened it is known and costs nothing. */
  report(at: number, index: number, quantity: number, isCharged: boolean): void {
    const day = this.#firstDay + index;
    const known = this.#known[index] ?? NaN;
    this.#known[index] = (Number.isNaN(known) ? 0 : known) + quantity;
    const lag = Math.floor((at - day * DAY_MS) / HOUR_MS);
    this.#rhythm = learnArrival(this.#rhythm, at, [{ day, lag, quantity }]);
    // What whole days are expected to bring is remembered as long as the object is the same.
    if (lag >= 24 || this.#history.rhythms?.length !== 1) this.#history = this.#seen();
    else this.#history = Object.assign(this.#history, { rhythms: [this.#rhythm] });
    if (isCharged) this.#charge(day, quantity);
  }

  pay(minor: bigint): void {
    this.#balance += minor;
  }

  get headroom(): bigint {
    return this.#balance;
  }

  /** The product's own projection. */
  limits(asOf: number): Limits {
    return projectLimit(this.#input(asOf));
  }

  /** The range that the product states at that time. */
  range(asOf: number): LimitRange | null {
    return projectRange(this.#input(asOf));
  }

  /** How long a round of reports takes by the product's own projection. */
  reportingCycleMs(asOf: number): number {
    return reportingCycleMs([this.#history], asOf);
  }

  /** What other systems do: cost so far this month ÷ days so far, straight on. */
  plainLimits(asOf: number, openedAt: number): Limits {
    this.#turnTo(asOf);
    const cost = Number(this.#monthOf(this.#monthBegins).cost);
    const since = Math.max(this.#monthBegins * DAY_MS, openedAt);
    const limitDate = cost > 0 ? asOf + (Number(this.headroom) * (asOf - since)) / cost : null;
    return { limitDate, warnBy: limitDate };
  }

  #input(asOf: number): ProjectionInput {
    this.#turnTo(asOf);
    const [open, ...ahead] = this.#spans;
    const [segment] = open?.segments ?? [];
    if (open === undefined || segment === undefined) throw new Error('a client always has an open period');
    const requests = this.#monthOf(this.#monthBegins).quantity;
    return {
      asOf,
      timeZone: 'UTC',
      currency: 'EUR',
      headroom: this.headroom,
      taxPercent: 0,
      netTaxed: 0n,
      periods: [{ ...open, segments: [{ ...segment, soFar: { requests } }] }, ...ahead],
      history: [this.#history],
      planned: [],
    };
  }

  #seen(): MeterHistory {
    const rhythms = this.#rhythm === null ? [] : [this.#rhythm];
    return { meter: 'requests', aggregation: 'sum', firstDay: this.#firstDay, values: this.#known, rhythms };
  }

  #charge(day: number, quantity: number): void {
    const month = this.#monthOf(day);
    month.quantity += quantity;
    const scaled = BigInt(Math.round(month.quantity * QUANTITY_DECIMALS));
    const cost = rateComponent(this.#component, scaled * (10n ** 12n / BigInt(QUANTITY_DECIMALS)));
    this.#balance -= cost - month.cost;
    month.cost = cost;
  }

  #monthOf(day: number): Month {
    const key = dateOfEpochDay(day).slice(0, 7);
    const month = this.#months.get(key) ?? { quantity: 0, cost: 0n };
    this.#months.set(key, month);
    return month;
  }

  /** Lays out the periods from the one an instant is in. */
  #turnTo(asOf: number): void {
    const today = Math.floor(asOf / DAY_MS);
    if (today >= this.#monthBegins && today < this.#monthEnds) return;
    this.#monthBegins = epochDay(`${dateOfEpochDay(today).slice(0, 7)}-01`);
    this.#monthEnds = nextMonth(this.#monthBegins);
    this.#spans = [];
    let from = this.#monthBegins;
    while (from < today + 402) {
      const next = nextMonth(from);
      const share = { activeDays: next - from, wholeDays: next - from };
      const [startsAt, endsAt] = [from * DAY_MS, next * DAY_MS];
      const segment: ProjectionSegment = { plan: this.#plan, share, startsAt, endsAt, soFar: {} };
      this.#spans.push({ startsAt, endsAt, segments: [segment] });
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
