import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/values/zone.js';
import { change, chargedByLine, entriesOf, inShort, settle, use, view } from '../setup/activities.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

const advance = (amount: string) => ({ id: 'hosting', amount, timing: 'advance' as const });
const dates = async (account: string): Promise<string[]> =>
  (await entriesOf(fixture, account)).map(
    (entry) => `${entry.description} ${inShort(entry).split(' ').at(-1) ?? ''}`,
  );

describe('periods that are posted', () => {
  it('turn on the 31st, or on the last day where there is none, at the zone’s midnight', async () => {
    const plan = await fixture.plan({ recurring: [advance('10.00')] });
    const account = await fixture.open(
      { timeZone: 'America/New_York', billingDay: 31, creditLimit: '1000', plans: [plan] },
      '2027-01-31T05:00:00Z',
    );
    await settle(fixture, account, '2027-04-01T12:00:00Z');
    expect(await dates(account)).toEqual([
      'hosting, 31 Jan – 27 Feb 2027 @2027-01-31T05:00Z',
      'hosting, 28 Feb – 30 Mar 2027 @2027-02-28T05:00Z',
      'hosting, 31 Mar – 29 Apr 2027 @2027-03-31T04:00Z',
    ]);
  });

  it('begin at the day’s first instant where midnight does not exist', async () => {
    const plan = await fixture.plan({ recurring: [advance('10.00')] });
    // In Santiago the clocks go forward at midnight of 6 September 2026: the day begins at 01:00, 04:00 UTC.
    const account = await fixture.open(
      { timeZone: 'America/Santiago', billingDay: 6, creditLimit: '1000', plans: [plan] },
      '2026-08-06T04:00:00Z',
    );
    await settle(fixture, account, '2026-09-06T05:00:00Z');
    expect((await dates(account)).at(-1)).toBe('hosting, 6 Sep – 5 Oct 2026 @2026-09-06T04:00Z');
  });

  it.each([
    [3 as const, ['2026-03-10T00:00Z -1.39', '2026-03-15T00:00Z -25.00', '2026-06-15T00:00Z -25.00']],
    [12 as const, ['2026-03-10T00:00Z -0.34', '2026-03-15T00:00Z -25.00']],
  ])(
    'of %i months have a short first one, prorated over the whole it ends with',
    async (intervalMonths, due) => {
      const plan = await fixture.plan({ recurring: [advance('25.00')] });
      const account = await fixture.open(
        { timeZone: 'UTC', billingDay: 15, intervalMonths, creditLimit: '1000', plans: [plan] },
        '2026-03-10T00:00:00Z',
      );
      await settle(fixture, account, '2026-09-14T00:00:00Z');
      const posted = (await entriesOf(fixture, account)).map((entry) => inShort(entry).split(' '));
      expect(posted.map(([, , amount, when]) => `${when?.slice(1) ?? ''} ${amount ?? ''}`)).toEqual(due);
    },
  );
});

const scenario = fc.record({
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Pacific/Apia'),
  billingDay: fc.constantFrom(1, 15, 29, 31),
  intervalMonths: fc.constantFrom(1 as const, 1 as const, 3 as const, 12 as const),
  usage: fc.array(fc.record({ day: fc.nat(400), quantity: fc.integer({ min: 1, max: 90 }) }), {
    maxLength: 12,
  }),
  settleDays: fc.array(fc.nat({ max: 424 * 24 }), { maxLength: 12 }),
  changeDay: fc.integer({ min: 1, max: 300 }),
});

describe('an account that was not assessed for fourteen months', () => {
  it('comes to the very entries of one that was settled all along', async () => {
    const regular = await fixture.plan({
      startupCharge: '5.00',
      recurring: [advance('29.00'), { id: 'care', amount: '7.77', timing: 'arrears' }],
      usage: [
        {
          id: 'traffic',
          meter: 'requests',
          model: 'graduated',
          bands: [{ unitPrice: '0.10', upTo: '50' }, { unitPrice: '0.333' }],
        },
      ],
      minimum: '40.00',
      maximum: '55.00',
    });
    const intro = await fixture.plan({
      recurring: [advance('9.99')],
      usage: [{ id: 'traffic', meter: 'requests', model: 'volume', bands: [{ unitPrice: '0.05' }] }],
      replaceAfterDays: 75,
      replaceWith: regular,
    });
    const start = Date.parse('2026-02-11T13:37:00Z');
    const end = start + 430 * DAY_MS;
    await fc.assert(
      fc.asyncProperty(scenario, async ({ usage, settleDays, timeZone, billingDay, intervalMonths }) => {
        const openOne = async (instants: readonly number[]) => {
          const terms = { timeZone, billingDay, intervalMonths, creditLimit: '100000.00', plans: [intro] };
          const account = await fixture.open({ ...terms, tax: { name: 'VAT', percent: '19' } }, start);
          for (const { day, quantity } of usage) {
            await use(fixture, account, new Date(start + day * DAY_MS).toISOString(), quantity);
          }
          for (const instant of [...instants].sort((left, right) => left - right))
            await settle(fixture, account, instant);
          await settle(fixture, account, end);
          return (await entriesOf(fixture, account)).map((entry) => `${inShort(entry)} ${entry.description}`);
        };
        const monthly = await openOne(Array.from({ length: 28 }, (_, index) => start + index * 15 * DAY_MS));
        const atRandom = await openOne(settleDays.map((hours) => start + hours * 3_600_000));
        const atOnce = await openOne([]);
        expect([...atRandom].sort()).toEqual([...monthly].sort());
        expect([...atOnce].sort()).toEqual([...monthly].sort());
      }),
      { numRuns: 5 },
    );
  });

  it('comes to the same for every line when its plans were changed and usage came late meanwhile', async () => {
    const recurring = [advance('29.00'), { id: 'care', amount: '7.77', timing: 'arrears' as const }];
    const usageTerms = {
      id: 'traffic',
      meter: 'requests',
      model: 'graduated' as const,
      bands: [{ unitPrice: '0.1' }],
    };
    const first = await fixture.plan({ recurring, usage: [usageTerms], minimum: '45.00' });
    const second = await fixture.plan({
      startupCharge: '5.00',
      recurring: [advance('59.00')],
      usage: [usageTerms],
    });
    const start = Date.parse('2026-02-11T13:37:00Z');
    await fc.assert(
      fc.asyncProperty(scenario, async ({ usage, settleDays, changeDay, ...terms }) => {
        const liveOnce = async (instants: readonly number[]) => {
          const account = await fixture.open({ ...terms, creditLimit: '100000.00', plans: [first] }, start);
          const steps: [number, (now: number) => Promise<void>][] = [
            ...instants.map((at): [number, (now: number) => Promise<void>] => [
              at,
              (now) => settle(fixture, account, now),
            ]),
            // Reported 40 days after the fact: late for most periods.
            ...usage.map(({ day, quantity }): [number, (now: number) => Promise<void>] => [
              start + (day + 40) * DAY_MS,
              (now) =>
                use(
                  fixture,
                  account,
                  new Date(start + day * DAY_MS).toISOString(),
                  quantity,
                  new Date(now).toISOString(),
                ),
            ]),
            [
              start + changeDay * DAY_MS,
              (now) => {
                const effective = new Date(now + 3 * DAY_MS).toISOString().slice(0, 10);
                return change(fixture, account, { plans: [second], effective }, now);
              },
            ],
          ];
          for (const [at, step] of steps.sort(([left], [right]) => left - right)) await step(at);
          await settle(fixture, account, start + 460 * DAY_MS);
          const lines = Object.entries(chargedByLine(await entriesOf(fixture, account)));
          const total = (await view(fixture, account, start + 460 * DAY_MS)).balance;
          return {
            total,
            lines: lines.map(([key, minor]) => `${key.slice(0, 10)} ${key.slice(47)} ${minor}`).sort(),
          };
        };
        const often = await liveOnce(
          Array.from({ length: 44 }, (_, index) => start + index * 10 * DAY_MS + 1),
        );
        const atRandom = await liveOnce(settleDays.map((hours) => start + hours * 3_600_000));
        const atOnce = await liveOnce([]);
        expect(atRandom).toEqual(often);
        expect(atOnce).toEqual(often);
      }),
      { numRuns: 5 },
    );
  });
});
