import { DAY_MS, decideNotices, type Told, toldByReactivation } from '../../src/billing/index.js';
import { AVERAGE_DAY_MINOR, planFor, PrepaidClient } from './client.js';
import { seededRandom } from './random.js';
import type { Series } from './series.js';

const HOUR_MS = 3_600_000;
const STRETCH_DAYS = 180;
/** The past a client has at least before the replay begins: a year, or a third of a short series. */
const WARM_DAYS = 365;
/** A top-up is worth between two weeks and two months of the stretch's average day. */
const TOP_UP_DAYS_MIN = 14;
const TOP_UP_DAYS_MAX = 60;
/** How a site's visitors are spread over the day: quiet nights, busy from morning to late evening. */
const HOURS = [
  0.5, 0.35, 0.25, 0.2, 0.2, 0.3, 0.5, 0.8, 1.1, 1.3, 1.4, 1.45, 1.4, 1.4, 1.45, 1.45, 1.4, 1.3, 1.3, 1.35,
  1.4, 1.3, 1.1, 0.8,
];

/** How long before one suspension each notice went out, in hours; null: it did not. */
export interface Warning {
  readonly weekHours: number | null;
  readonly dayHours: number | null;
}

export interface Replay {
  readonly ours: Warning[];
  readonly plain: Warning[];
  /** Suspensions nobody was told of, on days that alone cost more than the headroom of the day before. */
  untoldBySurprise: number;
}

export interface ReplayOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Replays prepaid clients over stretches of the series, hour by hour. */
export function replaySeries(series: Series, { runs, seed }: ReplayOptions): Replay {
  const random = seededRandom(seed);
  const replay: Replay = { ours: [], plain: [], untoldBySurprise: 0 };
  const plan = planFor(series);
  const warmDays = Math.min(WARM_DAYS, Math.floor(series.values.length / 3));
  const stretchDays = Math.min(STRETCH_DAYS, series.values.length - warmDays);
  const starts = series.values.length - warmDays - stretchDays + 1;
  for (let run = 0; run < runs; run += 1) {
    const from = warmDays + Math.floor(random() * starts);
    const amount = topUps(series, from, stretchDays, random);
    replayStretch(new PrepaidClient(plan, series), { series, from, to: from + stretchDays, amount }, replay);
  }
  return replay;
}

/** Draws random amounts in whole major units. */
function topUps(series: Series, from: number, days: number, random: () => number): () => bigint {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ratio = mean(series.values.subarray(from, from + days)) / (mean(series.values) || 1);
  return () => {
    const worthDays = TOP_UP_DAYS_MIN + (TOP_UP_DAYS_MAX - TOP_UP_DAYS_MIN) * random();
    return BigInt(Math.max(1, Math.round((worthDays * ratio * AVERAGE_DAY_MINOR) / 100))) * 100n;
  };
}

interface Stretch {
  readonly series: Series;
  readonly from: number;
  readonly to: number;
  readonly amount: () => bigint;
}

function replayStretch(client: PrepaidClient, { series, from, to, amount }: Stretch, replay: Replay): void {
  const ours = new Watch((asOf) => client.limitDate(asOf));
  const plain = new Watch((asOf) => client.plainLimitDate(asOf));
  client.pay(amount());
  let headroomBefore = client.headroom;
  for (let index = from; index < to; index += 1) {
    const total = series.values[index] ?? 0;
    client.beginDay(index, index === from);
    const headroomAtStart = client.headroom;
    let isFirst = true;
    for (const [hour, share] of CUMULATIVE.entries()) {
      client.use(index, total * share);
      const asOf = (series.firstDay + index) * DAY_MS + (hour + 1) * HOUR_MS;
      if (client.headroom >= 0n) {
        ours.look(asOf);
        plain.look(asOf);
        continue;
      }
      const warning = ours.suspended(asOf);
      replay.ours.push(warning);
      replay.plain.push(plain.suspended(asOf));
      const isUntold = warning.weekHours === null && warning.dayHours === null;
      if (isUntold && (!isFirst || headroomAtStart - client.headroom > headroomBefore))
        replay.untoldBySurprise += 1;
      isFirst = false;
      while (client.headroom < 0n) client.pay(amount());
      ours.reactivated(asOf);
      plain.reactivated(asOf);
    }
    headroomBefore = headroomAtStart;
  }
}

const CUMULATIVE = HOURS.map(
  (_, hour) =>
    HOURS.slice(0, hour + 1).reduce((sum, part) => sum + part, 0) /
    HOURS.reduce((sum, part) => sum + part, 0),
);

/** Looks at a limit date every hour and applies the notice rules to it. */
class Watch {
  readonly #limitDate: (asOf: number) => number | null;
  #told: Told = { week: false, day: false };
  #weekAt: number | null = null;
  #dayAt: number | null = null;

  constructor(limitDate: (asOf: number) => number | null) {
    this.#limitDate = limitDate;
  }

  look(asOf: number): void {
    const { send, told } = decideNotices({ runwayMs: this.#runwayMs(asOf), told: this.#told, active: true });
    this.#told = told;
    if (send === 'week') this.#weekAt = asOf;
    if (send === 'day') this.#dayAt = asOf;
  }

  /** How long ago the last notices went out. */
  suspended(asOf: number): Warning {
    const warning = { weekHours: hoursSince(this.#weekAt, asOf), dayHours: hoursSince(this.#dayAt, asOf) };
    this.#weekAt = null;
    this.#dayAt = null;
    return warning;
  }

  /** The reactivation letter states the new limit date. */
  reactivated(asOf: number): void {
    this.#told = toldByReactivation(this.#runwayMs(asOf));
  }

  #runwayMs(asOf: number): number | null {
    const limitDate = this.#limitDate(asOf);
    return limitDate === null ? null : limitDate - asOf;
  }
}

function hoursSince(at: number | null, now: number): number | null {
  return at === null ? null : (now - at) / HOUR_MS;
}
