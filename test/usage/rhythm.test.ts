import { beforeAll, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { type ArrivedPart, learnArrival, type Rhythm } from '../../src/billing/traffic/rhythm.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { loadFacts } from '../../src/store/facts/facts.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';
import { loadSilentMeters } from '../../src/usage/loadSilentMeters.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { voidUsage } from '../../src/usage/voidUsage.js';
import { event, settle, slugOf, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

const HOUR_MS = DAY_MS / 24;
/** Berlin's midnight, in winter. */
const START = Date.UTC(2026, 0, 11, 23);
const TODAY = START / DAY_MS + 1 / 24;

async function openMetered(balance = '1000.00'): Promise<{ account: string; slug: string }> {
  const plan = await fixture.plan({
    usage: [{ id: 'hits', meter: 'requests', model: 'graduated', per: '1', bands: [{ unitPrice: '0.01' }] }],
  });
  const account = await fixture.open(
    { plans: [plan], timeZone: 'Europe/Berlin', creditLimit: balance },
    START - 30 * DAY_MS,
  );
  return { account, slug: await slugOf(fixture, account) };
}

async function rhythmOf(account: string, at: number): Promise<Rhythm | undefined> {
  return (await loadFacts(fixture.database.sql, [account], at)).get(account)?.history[0]?.rhythms?.[0];
}

it('the stored reporting rhythm equals the one the rules compute, whatever arrives and when', async () => {
  const { account, slug } = await openMetered();
  let known: Rhythm | null = null;
  let at = START + 5 * HOUR_MS;
  // Streams, a pause of days, logs a day and a week late, a backlog too old to teach, a report of nothing, a year's gap.
  const steps: [number, [number, number][]][] = [
    [0, [[0, 7]]],
    [
      3,
      [
        [0, 5],
        [0, 2],
      ],
    ],
    [16, [[0, 11]]],
    [
      4,
      [
        [0, 3],
        [-1, 8],
        [-7, 2.5],
      ],
    ],
    [
      1,
      [
        [0, 1],
        [-20, 9],
      ],
    ],
    [29, [[0, 0]]],
    [
      31,
      [
        [0, 4],
        [-1, 6],
      ],
    ],
    [19, [[0, 4]]],
    [2, [[0, 6]]],
    [8_760, [[0, 1]]],
    [21, [[0, 1]]],
    [2, [[0, 1e18]]],
  ];
  for (const [hours, parts] of steps) {
    at += hours * HOUR_MS;
    const today = Math.floor((at - START) / DAY_MS);
    const arrived: ArrivedPart[] = parts.map(([back, quantity]) => {
      const day = TODAY + today + back;
      return { day, quantity, lag: Math.floor((at - START - (today + back) * DAY_MS) / HOUR_MS) };
    });
    const events = parts.map(([back, quantity]) =>
      event(slug, new Date(START + (today + back) * DAY_MS).toISOString(), quantity),
    );
    expect((await recordUsage(fixture.at(at), events)).rejected).toEqual([]);
    known = learnArrival(known, at, arrived);
    const kept = await rhythmOf(account, at);
    expect(kept).toMatchObject({ lastAt: at, watermark: known.watermark, sessions: known.sessions });
    expect((kept?.weight ?? 0) / known.weight).toBeCloseTo(1, 9);
    expect(kept?.hours).toHaveLength(known.hours.length);
    for (let hour = 0; hour < known.hours.length; hour += 1)
      expect(kept?.hours[hour]).toBeCloseTo(known.hours[hour] ?? NaN, 6);
  }
});

it('the reporting rhythm is not changed by a duplicate event', async () => {
  const { account, slug } = await openMetered();
  const once = event(slug, new Date(START + HOUR_MS).toISOString(), 5);
  await recordUsage(fixture.at(START + HOUR_MS), [once]);
  const before = await rhythmOf(account, START + HOUR_MS);
  expect(await recordUsage(fixture.at(START + 9 * HOUR_MS), [once])).toMatchObject({ duplicates: 1 });
  expect(await rhythmOf(account, START + HOUR_MS)).toEqual(before);
});

/** Three days of which each is reported at noon and at six, a week's pause, and the same again. */
async function reportAtNoonAndSix(slug: string): Promise<void> {
  for (const day of [0, 1, 2, 9, 10, 11]) {
    for (const hour of [12, 18]) {
      const at = START + day * DAY_MS + hour * HOUR_MS;
      await recordUsage(fixture.at(at), [event(slug, new Date(at).toISOString(), 5)]);
    }
  }
}
const LATER = START + 12 * DAY_MS;

it('the reporting rhythm is kept when events are voided, even all of a day', async () => {
  const { account, slug } = await openMetered();
  await reportAtNoonAndSix(slug);
  const before = await rhythmOf(account, LATER);
  expect(before?.sessions).toHaveLength(2);
  const events = await fixture.database.sql<{ source: string; id: string }[]>`
    select o.source, u.event_id as id from usage_events u join usage_sources o on o.id = u.source_id
     where u.account_id = ${account}
     order by occurred_at desc limit 3`;
  for (const one of events) {
    expect(await voidUsage(fixture.at(LATER), [one])).toMatchObject({ voided: 1 });
    expect(await rhythmOf(account, LATER)).toEqual(before);
  }
});

it('the reporting rhythm stays with a site that another account takes over', async () => {
  const { account, slug } = await openMetered();
  await reportAtNoonAndSix(slug);
  const before = await rhythmOf(account, LATER);
  granted(await closeAccount(fixture.at(LATER), account));
  await settle(fixture, account, LATER);
  const sites = [{ slug, name: slug, hostnames: [] }];
  const heir = await fixture.open({ sites, timeZone: 'Europe/Berlin', creditLimit: '100.00' }, LATER);
  const at = LATER + 12 * HOUR_MS;
  await recordUsage(fixture.at(at), [event(slug, new Date(at).toISOString(), 7)]);
  const learned = learnArrival(before ?? null, at, [{ day: TODAY + 12, lag: 12, quantity: 7 }]);
  const kept = await rhythmOf(heir, at);
  expect(kept).toMatchObject({ lastAt: at, sessions: learned.sessions, watermark: learned.watermark });
  expect(kept?.weight).toBeCloseTo(learned.weight, 9);
  expect(kept?.hours[12]).toBeCloseTo(learned.hours[12] ?? NaN, 9);
  expect(kept?.hours[18]).toBeCloseTo(learned.hours[18] ?? NaN, 9);
});

it.each([
  ['at 00:35', [35 / 60]],
  ['at 23:30 UTC, half past midnight in Berlin', [0.5]],
  ['in four parts between 00:30 and 03:30', [0.5, 1.5, 2.5, 3.5]],
])('the limit date of a client reported once a day is exact to the hour: %s', async (_, hours) => {
  // Twenty-one days at 1.00 and 5.50 left: the sixth night to come takes it below.
  const { account, slug } = await openMetered('26.50');
  for (let day = 0; day < 21; day += 1) {
    for (const hour of hours) {
      const at = Math.round(START + day * DAY_MS + hour * HOUR_MS);
      await recordUsage(fixture.at(at), [event(slug, new Date(at).toISOString(), 100 / hours.length)]);
    }
  }
  const limitDate = Date.parse((await view(fixture, account, START + 20.6 * DAY_MS)).limitDate ?? '');
  const due = START + 26 * DAY_MS + (hours[Math.floor(hours.length / 2)] ?? 0) * HOUR_MS;
  expect(Math.abs(limitDate - due)).toBeLessThanOrEqual(HOUR_MS);
});

it('the limit date of a client reported once a week is a report, and the meter is silent only after a missed week', async () => {
  const { account, slug } = await openMetered('50.00');
  const report = async (week: number): Promise<void> => {
    const at = START + (7 * week + 7) * DAY_MS + 6 * HOUR_MS;
    const events = Array.from({ length: 7 }, (_, day) =>
      event(slug, new Date(START + (7 * week + day) * DAY_MS + 12 * HOUR_MS).toISOString(), 100),
    );
    await recordUsage(fixture.at(at), events);
  };
  const silent = async (day: number): Promise<number> => {
    await updateSilentMeters(fixture.at(START + day * DAY_MS));
    return (await loadSilentMeters(fixture.at(START + day * DAY_MS), 100)).filter(
      ({ slug: of }) => of === slug,
    ).length;
  };
  for (let week = 0; week < 6; week += 1) {
    await report(week);
    // Only after four reports is it known to be weekly.
    if (week >= 3) for (const later of [1, 3, 6]) expect(await silent(7 * week + 7 + later)).toBe(0);
  }
  // 42.00 are used, 8.00 are left: the second report to come takes it below.
  const limitDate = Date.parse((await view(fixture, account, START + 44 * DAY_MS)).limitDate ?? '');
  expect(limitDate).toBe(START + 56 * DAY_MS + 6 * HOUR_MS);
  expect(await silent(50)).toBe(0);
  expect(await silent(53)).toBe(1);
});
