/**
 * How many accounts one core rates and projects in a second, with the range of the limit date: three meters, 400 days
 * ahead, with the hours learned at which they are reported. `tsx test/bench/projection.ts`
 */
import { pathToFileURL } from 'node:url';
import { nextPeriod, periodAt } from '../../src/billing/periods/period.js';
import { type CompiledPlan, compilePlan } from '../../src/billing/plans/plan.js';
import type { ProjectionInput, ProjectionPeriod } from '../../src/billing/projection/input.js';
import { project } from '../../src/billing/projection/project.js';
import { ratePlan } from '../../src/billing/rating/rate.js';
import type { MeterHistory } from '../../src/billing/traffic/forecast.js';
import type { Rhythm } from '../../src/billing/traffic/rhythm.js';
import { parseQuantity, type Quantity } from '../../src/core/values/quantity.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { seededRandom } from './notices/random.js';

const AS_OF = Date.UTC(2026, 4, 17, 14, 25);
const TODAY = Math.floor(AS_OF / DAY_MS);
const HISTORY_DAYS = 500;
const HORIZON_DAYS = 400;
const ACCOUNTS = 200;

export interface ProjectionSpeed {
  /** Accounts in a second of the processor's own time. */
  readonly perSecond: number;
  /** The same with the range of the limit date. */
  readonly withRange: number;
  /** The same for reading each of their days once, and writing those to come, in bare loops. */
  readonly floor: number;
}

export function measureProjections(seconds = 2): ProjectionSpeed {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountOf(index));
  return {
    floor: perSecondOf(accounts, layBare, seconds / 2),
    perSecond: perSecondOf(accounts, (account) => look(account, false), seconds),
    withRange: perSecondOf(accounts, (account) => look(account, true), seconds),
  };
}

/** The processor's own time is counted, so that whatever else the machine does leaves the figure alone. */
function perSecondOf(
  accounts: readonly Account[],
  work: (account: Account) => unknown,
  seconds: number,
): number {
  runFor(accounts, work, seconds / 4);
  const before = process.cpuUsage();
  const done = runFor(accounts, work, seconds);
  const { user, system } = process.cpuUsage(before);
  return Math.round((done * 1e6) / (user + system));
}

function runFor(accounts: readonly Account[], work: (account: Account) => unknown, seconds: number): number {
  const until = performance.now() + seconds * 1000;
  let done = 0;
  while (performance.now() < until) {
    for (const account of accounts) work(account);
    done += accounts.length;
  }
  return done;
}

function look({ plan, usage, input }: Account, wantsRange: boolean): void {
  ratePlan(plan, usage);
  // A fresh copy of the history each time, as it comes from the database: nothing is remembered.
  project({ ...input, history: input.history.map((meter) => ({ ...meter })), wantsRange });
}

function layBare({ input }: Account): Float64Array[] {
  return input.history.map(({ values }) => {
    let level = 0;
    for (let day = 0; day < values.length; day += 1) level += 0.1 * ((values[day] ?? 0) - level);
    const ahead = new Float64Array(HORIZON_DAYS);
    for (let day = 0; day < HORIZON_DAYS; day += 1) ahead[day] = (ahead[day - 1] ?? 0) + level;
    return ahead;
  });
}

interface Account {
  readonly plan: CompiledPlan;
  readonly usage: Readonly<Record<string, Quantity>>;
  readonly input: ProjectionInput;
}

function accountOf(index: number): Account {
  const random = seededRandom(index + 1);
  const plan = threeMeters();
  const size = 500 + 5_000 * random();
  const soFar = { requests: size * 16, bandwidth: size * 16 * 250_000, storage: 3e9 };
  const usage = Object.fromEntries(
    Object.entries(soFar).map(([meter, quantity]) => [meter, parseQuantity(Math.round(quantity)) ?? 0n]),
  );
  const input: ProjectionInput = {
    asOf: AS_OF,
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    headroom: BigInt(Math.round(2_000 + 20_000 * random())),
    taxPercent: 19,
    netTaxed: 0n,
    periods: spansOf(plan, soFar),
    history: [
      historyOf('requests', 'sum', size, random),
      historyOf('bandwidth', 'sum', size * 250_000, random),
      historyOf('storage', 'average', 3e9, random),
    ],
    planned: [{ at: AS_OF + 40 * DAY_MS, minor: 1_500n, description: 'domain renewal', date: '2026-06-26' }],
  };
  return { plan, usage, input };
}

function threeMeters(): CompiledPlan {
  const bands = [{ unitPrice: '0', upTo: '10' }, { unitPrice: '0.10', upTo: '100' }, { unitPrice: '0.05' }];
  const plan = compilePlan({
    currency: 'EUR',
    recurring: [
      { id: 'hosting', amount: '19.00', timing: 'advance' },
      { id: 'care', amount: '30.00', timing: 'arrears' },
    ],
    usage: [
      { id: 'requests', meter: 'requests', model: 'graduated', per: '1000', bands },
      { id: 'bandwidth', meter: 'bandwidth', model: 'graduated', per: '1000000000', bands },
      { id: 'storage', meter: 'storage', model: 'graduated', per: '1000000000', bands },
    ],
    minimum: '25.00',
  });
  if (isRefusal(plan)) throw new Error(plan.detail);
  return plan;
}

function spansOf(plan: CompiledPlan, soFar: Readonly<Record<string, number>>): ProjectionPeriod[] {
  const schedule = {
    openedAt: Date.UTC(2024, 0, 1),
    timeZone: 'Europe/Berlin',
    billingDay: 1,
    intervalMonths: 1,
  } as const;
  const periods: ProjectionPeriod[] = [];
  let period = periodAt(schedule, AS_OF);
  while (period.startsAt < AS_OF + 401 * DAY_MS) {
    const { startsAt, endsAt, activeDays, wholeDays } = period;
    const segment = {
      plan,
      share: { activeDays, wholeDays },
      startsAt,
      endsAt,
      soFar: startsAt <= AS_OF ? soFar : {},
    };
    periods.push({ startsAt, endsAt, segments: [segment] });
    period = nextPeriod(schedule, period);
  }
  return periods;
}

function historyOf(
  meter: string,
  aggregation: MeterHistory['aggregation'],
  size: number,
  random: () => number,
): MeterHistory {
  const spread = aggregation === 'sum' ? 0.6 : 0.01;
  const values = Float64Array.from(
    { length: HISTORY_DAYS + 1 },
    () => size * (1 + spread * (random() - 0.5)),
  );
  const rhythms = aggregation === 'sum' ? [rhythmOf(size, random)] : [];
  return { meter, aggregation, firstDay: TODAY - HISTORY_DAYS, values, rhythms };
}

/** What is known of a site that was reported every hour for months, some of it a few hours late. */
function rhythmOf(size: number, random: () => number): Rhythm {
  const hours = Array.from({ length: 30 }, (_, hour) => size * (hour < 24 ? 0.3 + random() : 0.02));
  const weight = hours.reduce((sum, quantity) => sum + quantity, 0);
  const lastAt = AS_OF - 20 * 60_000;
  return { hours, weight, lastAt, watermark: TODAY, sessions: [AS_OF - 100 * DAY_MS] };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { perSecond, withRange, floor } = measureProjections();
  const [ours, ranged, bare] = [perSecond, withRange, floor].map((count) => count.toLocaleString('en'));
  console.log(
    `${ours} accounts rated and projected per second, one core; with range: ${ranged}; bare loops over their days: ${bare}`,
  );
}
