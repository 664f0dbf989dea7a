/**
 * The cash forecast of a tenant (docs/foresight.md, Cash forecast): what clients are expected to pay, and what their
 * usage is expected to bring, week by week. An estimate in floating point that never becomes money.
 */
import { DAY_MS, type Instant } from '../core/values/zone.js';

/** What the forecast knows of an account; amounts in minor units. */
export interface ForecastAccount {
  readonly currency: string;
  readonly state: 'active' | 'suspended';
  /** After usage so far. */
  readonly balance: bigint;
  /** When it would be suspended, and the earliest and latest such date; null: not within 400 days. */
  readonly limitDate: Instant | null;
  readonly earliest: Instant | null;
  readonly latest: Instant | null;
  readonly pacePerDay: bigint;
  /** The part of the pace that usage causes. */
  readonly usagePerDay: bigint;
  /** The median of its last payments; null if it has paid nothing yet. */
  readonly usualPayment: bigint | null;
}

/** An expected amount with its 80 % range, in minor units. */
export interface Expected {
  readonly low: bigint;
  readonly expected: bigint;
  readonly high: bigint;
}

export interface ForecastWeek {
  /** The week's begin and end (exclusive). */
  readonly from: Instant;
  readonly to: Instant;
  readonly payments: Expected;
  readonly usage: Expected;
}

/** The forecast in one currency. */
export interface CashForecast {
  readonly currency: string;
  /** Accounts in service. */
  readonly active: number;
  /** Suspended accounts and their debt, which the weeks leave out: when they pay is not known. */
  readonly suspended: number;
  readonly owedBySuspended: bigint;
  readonly weeks: readonly ForecastWeek[];
  readonly total: { readonly payments: Expected; readonly usage: Expected };
}

export const FORECAST_WEEKS = 13;
const WEEK_MS = 7 * DAY_MS;
/** The distance of the 10 % and 90 % quantiles from the middle of a normal distribution, in standard deviations. */
const EDGE = 1.2816;
/** The standard deviation of a date, relative to the time until then: without a range of its own, and at most. */
const USUAL_DOUBT = 0.2;
const MOST_DOUBT = 0.25;
/** A range of less time says little about the pace. */
const TELLING_MS = 14 * DAY_MS;
const LEAST_DOUBT_MS = DAY_MS / 2;
/** Without payments so far, an account is expected to pay this much of its cost at a time. */
const FIRST_PAYMENT_DAYS = 30;

/** Mean and variance of a sum. */
interface Sum {
  mean: number;
  variance: number;
}

interface Totals {
  active: number;
  suspended: number;
  owedBySuspended: bigint;
  readonly payments: Sum[];
  readonly usage: Sum[];
}

/** The forecast for the 13 weeks from `from` on, by currency; the currency with most accounts first. */
export function forecastCash(
  accounts: Iterable<ForecastAccount>,
  { asOf, from }: { readonly asOf: Instant; readonly from: Instant },
): CashForecast[] {
  const byCurrency = new Map<string, Totals>();
  for (const account of accounts) {
    let totals = byCurrency.get(account.currency);
    if (totals === undefined) byCurrency.set(account.currency, (totals = emptyTotals()));
    if (account.state === 'suspended') addSuspended(totals, account);
    else addActive(totals, account, asOf, from);
  }
  return [...byCurrency]
    .map(([currency, totals]) => forecastOf(currency, totals, from))
    .sort((one, other) => sizeOf(other) - sizeOf(one) || (one.currency < other.currency ? -1 : 1));
}

function sizeOf({ active, suspended }: CashForecast): number {
  return active + suspended;
}

function emptyTotals(): Totals {
  const sums = (): Sum[] => Array.from({ length: FORECAST_WEEKS }, () => ({ mean: 0, variance: 0 }));
  return { active: 0, suspended: 0, owedBySuspended: 0n, payments: sums(), usage: sums() };
}

function addSuspended(totals: Totals, { balance }: ForecastAccount): void {
  totals.suspended += 1;
  if (balance < 0n) totals.owedBySuspended -= balance;
}

function addActive(totals: Totals, account: ForecastAccount, asOf: Instant, from: Instant): void {
  totals.active += 1;
  const doubt = doubtOf(account, asOf);
  addUsage(totals.usage, account, (doubt.before + doubt.after) / 2, { asOf, from });
  addPayments(totals.payments, account, doubt, { asOf, from });
}

/** The standard deviation of an account's dates, relative to the time until then: before and after the expected one. */
interface Doubt {
  readonly before: number;
  readonly after: number;
}

function doubtOf({ limitDate, earliest, latest }: ForecastAccount, asOf: Instant): Doubt {
  if (limitDate === null || limitDate <= asOf) return { before: USUAL_DOUBT, after: USUAL_DOUBT };
  const relative = (edge: Instant | null): number =>
    edge === null
      ? USUAL_DOUBT
      : Math.min(MOST_DOUBT, Math.abs(limitDate - edge) / EDGE / Math.max(TELLING_MS, limitDate - asOf));
  return { before: relative(earliest), after: relative(latest) };
}

interface Span {
  readonly asOf: Instant;
  readonly from: Instant;
}

/** Usage goes on at its pace; what is uncertain is the pace, so all weeks are uncertain together. */
function addUsage(sums: Sum[], { usagePerDay }: ForecastAccount, doubt: number, { asOf, from }: Span): void {
  const perDay = Number(usagePerDay);
  for (const [week, sum] of sums.entries()) {
    const begin = Math.max(asOf, from + week * WEEK_MS);
    const mean = (perDay * (from + (week + 1) * WEEK_MS - begin)) / DAY_MS;
    sum.mean += mean;
    sum.variance += (mean * doubt) ** 2;
  }
}

/**
 * An account pays its usual amount on the day its credit ends, and again whenever that amount is used up. The expected
 * value of a week is the amount times the probability that the day is in it.
 */
function addPayments(
  sums: Sum[],
  { limitDate, pacePerDay, usualPayment }: ForecastAccount,
  doubt: Doubt,
  { asOf, from }: Span,
): void {
  if (limitDate === null) return;
  const perDay = Number(pacePerDay);
  const usual = usualPayment === null ? perDay * FIRST_PAYMENT_DAYS : Number(usualPayment);
  // Who pays less than a day's cost pays daily.
  const amount = Math.max(usual, perDay);
  if (!(amount > 0)) return;
  const intervalMs = perDay > 0 ? (amount / perDay) * DAY_MS : Infinity;
  const end = from + FORECAST_WEEKS * WEEK_MS;
  for (
    let at = Math.max(limitDate, asOf), count = 0;
    count < PAYMENTS_MOST && at < Infinity;
    count += 1, at += intervalMs
  ) {
    const left = Math.max(LEAST_DOUBT_MS, doubt.before * (at - asOf));
    const right = Math.max(LEAST_DOUBT_MS, doubt.after * (at - asOf));
    if (at - 3 * left > end) return;
    addPayment(sums, amount, { at, left, right }, from);
  }
}

/** With growing doubt a payment after the last week may still come within it. */
const PAYMENTS_MOST = 400;

interface Uncertain {
  readonly at: Instant;
  readonly left: number;
  readonly right: number;
}

function addPayment(sums: Sum[], amount: number, when: Uncertain, from: Instant): void {
  // What would have been before the first week is still to come.
  let before = 0;
  for (const [week, sum] of sums.entries()) {
    const until = probabilityBefore(when, from + (week + 1) * WEEK_MS);
    const part = until - before;
    before = until;
    sum.mean += amount * part;
    sum.variance += amount ** 2 * part * (1 - part);
  }
}

/** A normal distribution with a width of its own on each side of its middle. */
function probabilityBefore({ at, left, right }: Uncertain, until: Instant): number {
  return normal((until - at) / (until < at ? left : right));
}

/** The normal distribution function; Abramowitz and Stegun 26.2.17, off by less than 1e-7. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x < 0 ? tail : 1 - tail;
}

function forecastOf(currency: string, totals: Totals, from: Instant): CashForecast {
  const { active, suspended, owedBySuspended, payments, usage } = totals;
  const weeks = payments.map((sum, week) => ({
    from: from + week * WEEK_MS,
    to: from + (week + 1) * WEEK_MS,
    payments: expectedOf(sum),
    usage: expectedOf(usage[week] ?? { mean: 0, variance: 0 }),
  }));
  const total = { payments: expectedOf(added(payments)), usage: expectedOf(together(usage)) };
  return { currency, active, suspended, owedBySuspended, weeks, total };
}

/** The sum of weeks that vary each for itself. */
function added(sums: readonly Sum[]): Sum {
  return sums.reduce(
    (all, { mean, variance }) => ({ mean: all.mean + mean, variance: all.variance + variance }),
    { mean: 0, variance: 0 },
  );
}

/** The sum of weeks that are all too high or all too low. */
function together(sums: readonly Sum[]): Sum {
  const deviation = sums.reduce((all, { variance }) => all + Math.sqrt(variance), 0);
  return { mean: added(sums).mean, variance: deviation ** 2 };
}

function expectedOf({ mean, variance }: Sum): Expected {
  const edge = EDGE * Math.sqrt(Math.max(0, variance));
  const whole = (value: number): bigint => BigInt(Math.round(Math.max(0, value)));
  return { low: whole(mean - edge), expected: whole(mean), high: whole(mean + edge) };
}
