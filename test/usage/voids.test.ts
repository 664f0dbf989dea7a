import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/values/zone.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import type { UsageEvent } from '../../src/usage/readBatch.js';
import { createMeter, loadUsage, recordUsage } from '../../src/usage/recordUsage.js';
import { voidUsage } from '../../src/usage/voidUsage.js';
import { change, chargedByLine, entriesOf, event, slugOf } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const AGGREGATIONS = ['sum', 'max', 'last', 'average'] as const;
const START = Date.parse('2026-03-01T00:00:00Z');
const END = START + 150 * DAY_MS;
const HOUR_MS = 3_600_000;
const OLDEST_MS = 60 * DAY_MS;

let fixture: Fixture;
const plans: string[] = [];

beforeAll(async () => {
  fixture = await createFixture();
  for (const aggregation of AGGREGATIONS) {
    const meter = { name: `v-${aggregation}`, title: aggregation, aggregation, chargeable: true, unit: '' };
    granted(await createMeter(fixture.at(START), meter));
  }
  for (const prices of [
    ['0.50', '0.20'],
    ['3', '1'],
  ]) {
    plans.push(
      await fixture.plan({
        minimum: '12.00',
        usage: AGGREGATIONS.map((aggregation) => ({
          id: aggregation,
          meter: `v-${aggregation}`,
          model: 'graduated' as const,
          bands: [{ upTo: '40', unitPrice: prices[0] ?? '' }, { unitPrice: prices[1] ?? '' }],
        })),
      }),
    );
  }
});

it('is charged back once: the charge cannot be reversed by what its void gave back', async () => {
  const hits = [{ id: 'hits', meter: 'requests', model: 'graduated' as const, bands: [{ unitPrice: '1' }] }];
  const plan = await fixture.plan({ usage: hits });
  const account = await fixture.open({ timeZone: 'UTC', creditLimit: '1000', plans: [plan] }, START);
  const time = new Date(START + 10 * DAY_MS).toISOString();
  const used = ['a', 'b'].map((id, index) => ({
    ...{ id, source: 'reversed', meter: 'requests', quantity: String(30 + index), time },
  }));
  const site = await slugOf(fixture, account);
  granted(
    await recordUsage(
      fixture.at(time),
      used.map((each) => ({ ...each, site })),
    ),
  );
  const settledAt = Date.parse('2026-04-01T02:00:00Z');
  await chargeUsage(fixture.at(settledAt), account);
  granted(await voidUsage(fixture.at(settledAt), [{ source: 'reversed', id: 'a', reason: 'counted twice' }]));
  await chargeUsage(fixture.at(settledAt + 2 * DAY_MS), account);
  const [charge, back] = (await entriesOf(fixture, account)).filter(({ amount }) => amount !== 0n);
  expect([charge?.amount, back?.amount]).toEqual([-6_100n, 3_000n]);
  const reversal = granted(await reverseEntry(fixture.at(settledAt + 2 * DAY_MS), charge?.id ?? '', {}));
  expect(reversal).toMatchObject({ amount: 3_100n, balanceAfter: 0n });
});

/** On one plan until the end of March, on another from April on. */
async function open(): Promise<{ account: string; slug: string }> {
  const [march = '', later = ''] = plans;
  const account = await fixture.open({ timeZone: 'UTC', creditLimit: '100000', plans: [march] }, START);
  await change(fixture, account, { plans: [later], effective: '2026-04-01' }, START);
  return { account, slug: await slugOf(fixture, account) };
}

async function daysOf(account: string) {
  const all = { from: '2026-01-01', to: '2027-01-01' };
  return granted(await loadUsage(fixture.at(END), account, all)).map(
    ({ meter, day, total, peak, latest, events }) => `${day} ${meter} ${total}/${peak}/${latest} ×${events}`,
  );
}

/** What was charged of each line of each period, and how much of its meter, whatever it took to get there. */
async function chargesOf(account: string) {
  const entries = await entriesOf(fixture, account);
  const [march, later] = await fixture.database.sql<{ id: string }[]>`
    select id from assignments where account_id = ${account} order by from_date`;
  const named = (key: string): string =>
    key.replace(march?.id ?? '-', 'march').replace(later?.id ?? '-', 'later');
  const money = Object.entries(chargedByLine(entries)).map(([key, sum]) => `${named(key)} ${sum}`);
  const quantities: Record<string, number> = {};
  for (const { periodDate = '', meter, quantity = '0' } of entries) {
    if (meter === undefined) continue;
    const key = `${periodDate} ${meter}`;
    quantities[key] = (quantities[key] ?? 0) + Number(quantity);
  }
  const kept = Object.entries(quantities).filter(([, sum]) => Math.abs(sum) > 1e-9);
  return { money: money.sort(), quantities: kept.map(([key, sum]) => `${key} ${sum.toFixed(6)}`).sort() };
}

const step = fc.record({
  act: fc.constantFrom('use', 'use', 'use', 'use', 'void', 'void', 'settle'),
  hours: fc.integer({ min: 0, max: 120 }),
  agoHours: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 40 * 24 })),
  aggregation: fc.constantFrom(...AGGREGATIONS),
  quantity: fc.integer({ min: 0, max: 60 }),
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
});

interface Sent {
  readonly event: UsageEvent;
  readonly time: number;
  readonly at: number;
  isVoided: boolean;
}

/** Voids some of what was sent, some of it perhaps twice, and holds the verdicts to what must come. */
async function voidSome(sent: readonly Sent[], picks: readonly number[], now: number): Promise<void> {
  const picked = picks.flatMap((pick) => sent[pick % sent.length] ?? []);
  const requests = picked.map(({ event: { source, id } }) => ({ source: String(source), id: String(id) }));
  const verdicts = await voidUsage(fixture.at(now), requests);
  let [voided, alreadyVoided, rejected] = [0, 0, 0];
  const isOld = picked.map(({ isVoided, time }) => !isVoided && time < now - OLDEST_MS);
  for (const [index, one] of picked.entries()) {
    if (isOld[index] === true) rejected += 1;
    else if (one.isVoided) alreadyVoided += 1;
    else {
      one.isVoided = true;
      voided += 1;
    }
  }
  expect([verdicts.voided, verdicts.alreadyVoided, verdicts.rejected.length]).toEqual([
    voided,
    alreadyVoided,
    rejected,
  ]);
}

describe('voiding usage', () => {
  it('leaves days, quantities and charges as if what was voided had never been recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const [ours, control] = [await open(), await open()];
        const sent: Sent[] = [];
        let now = START + HOUR_MS;
        for (const { act, hours, agoHours, aggregation, quantity, picks } of steps) {
          now += hours * HOUR_MS;
          if (act === 'settle') {
            const before = await entriesOf(fixture, ours.account);
            await chargeUsage(fixture.at(now), ours.account);
            // What stands in the ledger stays; corrections are entries of their own.
            expect((await entriesOf(fixture, ours.account)).slice(0, before.length)).toEqual(before);
          } else if (act === 'void') {
            if (sent.length > 0) await voidSome(sent, picks, now);
          } else {
            const time = Math.max(START, now - agoHours * HOUR_MS);
            const used = event(ours.slug, new Date(time).toISOString(), quantity, `v-${aggregation}`);
            expect(await recordUsage(fixture.at(now), [used])).toMatchObject({ accepted: 1 });
            sent.push({ event: used, time, at: now, isVoided: false });
          }
        }
        const survivors = sent.filter(({ isVoided }) => !isVoided);
        for (const { event: used, at } of survivors) {
          const same = { ...used, id: `${String(used.id)}-control`, site: control.slug };
          expect(await recordUsage(fixture.at(at), [same])).toMatchObject({ accepted: 1 });
        }
        for (const { account } of [ours, control]) await chargeUsage(fixture.at(END), account);
        expect(await daysOf(ours.account)).toEqual(await daysOf(control.account));
        expect(await chargesOf(ours.account)).toEqual(await chargesOf(control.account));
        const settled = await entriesOf(fixture, ours.account);
        await chargeUsage(fixture.at(END), ours.account);
        expect(await entriesOf(fixture, ours.account)).toEqual(settled);
      }),
      { numRuns: 10 },
    );
  });
});
