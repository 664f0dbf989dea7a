import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createPlan } from '../../../src/plans/managePlans.js';
import { createSite } from '../../../src/sites/manageSites.js';
import { granted, type Fixture } from '../../setup/fixture.js';
import { Account } from './compare.js';
import type { ModelPlan } from './prices.js';
import { Stage } from './stage.js';
import { lives } from './steps/steps.js';
import { ModelAccount } from './modelAccount.js';

/** How a life begins. */
interface Beginning {
  readonly timeZone: string;
  readonly openedAt: number;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3;
  readonly limit: bigint;
  readonly taxPermille: bigint | null;
  readonly plans: readonly Omit<ModelPlan, 'id'>[];
}

/** Zones whose days begin late, end twice, or are not whole hours away from other zones. */
const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'America/Santiago', 'Asia/Kathmandu'],
  ...['Pacific/Apia', 'America/New_York', 'Australia/Lord_Howe', 'Atlantic/Azores'],
];

const price = (most: number): fc.Arbitrary<bigint> =>
  fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: BigInt(most) }));

const planArbitrary: fc.Arbitrary<Omit<ModelPlan, 'id'>> = fc
  .record({
    ...{ startup: price(2_000), advance: price(3_000), arrears: price(3_000) },
    ...{ freeRequests: price(500), unitPrice: price(20_000) },
    minimum: fc.option(fc.bigInt({ min: 1n, max: 4_000n }), { nil: null, freq: 3 }),
    more: fc.option(fc.bigInt({ min: 0n, max: 6_000n }), { nil: null, freq: 3 }),
  })
  .map(({ more, ...plan }) => ({ ...plan, maximum: more === null ? null : (plan.minimum ?? 1n) + more }));

const beginning: fc.Arbitrary<Beginning> = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  openedAt: fc
    .integer({ min: 0, max: 2 * 365 * 24 * 60 })
    .map((minutes) => Date.parse('2026-01-02T00:00:00Z') + minutes * 60_000),
  billingDay: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 28, max: 31 })),
  intervalMonths: fc.constantFrom(1 as const, 1 as const, 1 as const, 3 as const),
  limit: fc.bigInt({ min: -1_000n, max: 10_000n }),
  taxPermille: fc.constantFrom(null, 77n, 190n),
  plans: fc.array(planArbitrary, { minLength: 1, maxLength: 3 }),
});

interface ModelRuns {
  readonly seed: number;
  readonly runs: number;
  readonly stepsMost: number;
  /** No further run is begun after so long; the first one is made whatever it takes. */
  readonly timeLimitMs?: number;
}

/** Lets accounts live on the fixture, each command compared with the model; rejects with the shortest life that differs. */
export async function runModel(
  installation: Fixture,
  options: ModelRuns,
): Promise<{ runs: number; steps: number }> {
  const { seed, runs, stepsMost, timeLimitMs = Infinity } = options;
  const until = Date.now() + timeLimitMs;
  const count = { runs: 0, steps: 0 };
  const property = fc.asyncProperty(beginning, lives(stepsMost), async (life, steps) => {
    if (count.runs > 0 && Date.now() > until) return;
    count.runs += 1;
    await fc.asyncModelRun(
      async () => {
        const fixture = await siteOf(installation, life.openedAt);
        const plans = await Promise.all(
          life.plans.map((plan) => createModelPlan(fixture, plan, life.openedAt)),
        );
        const [first] = plans;
        if (first === undefined) throw new Error('a life needs a plan');
        const stage = await Stage.open(fixture, accountOf(life, first), life.openedAt);
        const tab = new ModelAccount(life, life.limit, life.taxPermille, first);
        const account = new Account(tab, stage, plans);
        await account.compare(false);
        return { model: tab, real: account };
      },
      counted(steps, count),
    );
  });
  await fc.assert(property, { seed, numRuns: runs, endOnFailure: false });
  return count;
}

/** A site for each life: the suspensions of earlier lives must not trip its breaker. */
async function siteOf(fixture: Fixture, now: number): Promise<Fixture> {
  const slug = `life-${randomBytes(5).toString('hex')}`;
  const { id: siteId } = granted(await createSite(fixture.at(now), { slug, name: 'A life', hostnames: [] }));
  return { ...fixture, siteId, at: (instant) => ({ ...fixture.at(instant), siteId }) };
}

function counted<T>(steps: Iterable<T>, count: { steps: number }): Iterable<T> {
  count.steps += [...steps].length;
  return steps;
}

function accountOf(life: Beginning, plan: ModelPlan) {
  const { timeZone, billingDay, intervalMonths, limit, taxPermille } = life;
  const tax =
    taxPermille === null ? null : { name: 'VAT', percent: `${taxPermille / 10n}.${taxPermille % 10n}` };
  return { timeZone, billingDay, intervalMonths, creditLimit: major(limit), tax, plans: [plan.id] };
}

async function createModelPlan(
  fixture: Fixture,
  plan: Omit<ModelPlan, 'id'>,
  now: number,
): Promise<ModelPlan> {
  const { startup, advance, arrears, freeRequests, unitPrice, minimum, maximum } = plan;
  const free = { unitPrice: '0', upTo: String(freeRequests) };
  const paid = { unitPrice: `0.${String(unitPrice).padStart(6, '0')}` };
  const { planId } = granted(
    await createPlan(fixture.at(now), {
      ...{ name: 'Hosting', currency: 'EUR', startupCharge: major(startup) },
      recurring: [
        { id: 'advance', amount: major(advance), timing: 'advance' },
        { id: 'arrears', amount: major(arrears), timing: 'arrears' },
      ],
      usage: [
        {
          ...{ id: 'visits', meter: 'requests', model: 'graduated' },
          bands: freeRequests === 0n ? [paid] : [free, paid],
        },
      ],
      ...(minimum === null ? {} : { minimum: major(minimum) }),
      ...(maximum === null ? {} : { maximum: major(maximum) }),
    }),
  );
  return { ...plan, id: planId };
}

function major(minor: bigint): string {
  const size = minor < 0n ? -minor : minor;
  return `${minor < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}
