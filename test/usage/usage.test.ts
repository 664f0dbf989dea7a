import { beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '../../src/platform/sql/sql.js';
import { assess } from '../../src/assessment/assess.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { addPlanVersion, createPlan } from '../../src/plans/managePlans.js';
import { sweepAccounts, watchUsage } from '../../src/signals/watch.js';
import { createSite } from '../../src/sites/manageSites.js';
import { loadFacts } from '../../src/store/facts/facts.js';
import { endTenures } from '../../src/store/sites/tenures.js';
import { insertUsage } from '../../src/store/usage/countUsage.js';
import { claimFreshAccounts, lockForSettlement } from '../../src/store/usage/usage.js';
import type { UsageEvent } from '../../src/usage/readBatch.js';
import { createMeter, loadUsage, recordUsage, type UsageVerdicts } from '../../src/usage/recordUsage.js';
import { event, slugOf, use, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture(20);
});

const NOW = '2026-03-10T12:00:00Z';
const record = (events: readonly UsageEvent[], now: string | number = NOW): Promise<UsageVerdicts> =>
  recordUsage(fixture.at(now), events);

async function openWithSlug(input: Parameters<Fixture['open']>[0] = {}, now = '2026-03-01T00:00:00Z') {
  const account = await fixture.open({ timeZone: 'UTC', creditLimit: '1000.00', ...input }, now);
  return { account, slug: await slugOf(fixture, account) };
}

async function totals(account: string): Promise<string[]> {
  const rows = granted(await loadUsage(fixture.at(NOW), account, { from: '2026-01-01', to: '2027-01-01' }));
  return rows.map((row) => `${row.day} ${row.meter} ${row.total}/${row.peak}/${row.latest} ×${row.events}`);
}

describe('a day that is no sound number', () => {
  it('is left out for its own site; what the others had on that day counts', async () => {
    const sites = ['sound', 'sick'].map((slug) => ({ slug: `${slug}-day`, name: slug, hostnames: [] }));
    const { account } = await openWithSlug({ sites });
    for (const [nth, { slug }] of sites.entries()) {
      const event = { id: `d${nth}`, source: 's', meter: 'requests', quantity: 7, time: NOW };
      await record([{ ...event, site: slug }]);
    }
    const { sql } = fixture.database;
    await sql`
      update usage_days set total = 'NaN' where site_id = (select id from sites where slug = 'sick-day')`;
    const facts = (await loadFacts(sql, [account], Date.parse(NOW))).get(account);
    expect(facts?.usage.map(({ total }) => total)).toEqual([7_000_000_000_000n]);
    expect(facts?.unreadable).toEqual([expect.stringContaining('cannot be read: NaN')]);
    expect(facts?.history.flatMap(({ days }) => days.map(({ quantity }) => quantity))).toEqual([7]);
  });
});

describe('the verdict on each event', () => {
  it('names what is wrong and counts the rest of the batch', async () => {
    const { account, slug } = await openWithSlug({}, '2026-01-01T00:00:00Z');
    const sound = { source: 's', site: slug, meter: 'requests', quantity: 1, time: NOW };
    const bad: [Partial<Record<keyof UsageEvent, unknown>> & Record<string, unknown>, RegExp][] = [
      [{ id: '' }, /^id must/],
      [{ id: 7 }, /^id must/],
      [{ id: 'x'.repeat(256) }, /^id must/],
      [{ id: 'nul\0' }, /^id must/],
      [{ source: null }, /^source must/],
      [{ site: 'nowhere' }, /^unknown site "nowhere"/],
      [{ site: undefined }, /^unknown site/],
      [{ meter: 'turnover' }, /^unknown meter "turnover"/],
      [{ quantity: -1 }, /^quantity must/],
      [{ quantity: 'many' }, /^quantity must/],
      [{ quantity: '1.0000000000001' }, /^quantity must/],
      [{ quantity: NaN }, /^quantity must/],
      [{ quantity: '1e3' }, /^quantity must/],
      [{ time: '2026-03-10' }, /^time must/],
      [{ time: '2026-02-30T12:00:00Z' }, /^time must/],
      [{ time: '2026-03-10T12:05:00.001Z' }, /in the future$/],
      [{ time: '2026-01-09T11:59:59.999Z' }, /days ago$/],
      [{ size: 3 }, /^unknown field "size"/],
    ];
    const events = bad.map(([fault], index) => ({ ...sound, id: `bad-${index}`, ...fault }));
    const edges = ['2026-03-10T12:05:00Z', '2026-01-09T12:00:00Z'].map((time, index) => ({
      ...sound,
      id: `edge-${index}`,
      time,
    }));
    const verdicts = await record([...events, ...edges]);
    expect(verdicts).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(verdicts.rejected.map((rejection) => rejection.index)).toEqual(bad.map((_, index) => index));
    verdicts.rejected.forEach((rejection, index) =>
      expect(rejection.reason).toMatch(bad[index]?.[1] ?? /never/),
    );
    expect((await totals(account)).length).toBe(2);
  });

  it('lets no tenant report for another’s site', async () => {
    const { slug } = await openWithSlug();
    const stranger = { ...fixture.at(NOW), siteId: '01900000-0000-7000-8000-00000000dead' };
    const { rejected } = await recordUsage(stranger, [event(slug, NOW, 1)]);
    expect(rejected[0]?.reason).toMatch(/^unknown site/);
  });

  it('distinguishes a duplicate from a conflict, within a batch and across batches', async () => {
    const { account, slug } = await openWithSlug();
    const first = event(slug, NOW, '5');
    const other = { ...first, quantity: '6' };
    const again = { ...first, quantity: '5.000' };
    expect(await record([first, again, other])).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: [{ index: 2, id: first.id }],
    });
    expect(await record([other, first, again])).toMatchObject({
      accepted: 0,
      duplicates: 2,
      rejected: [{ index: 0 }],
    });
    for (const contradiction of [{ time: '2026-03-10T11:59:59.999Z' }, { meter: 'bandwidth' }]) {
      expect((await record([{ ...first, ...contradiction }])).rejected).toHaveLength(1);
    }
    expect(await record([{ ...first, source: 'another' }])).toMatchObject({ accepted: 1 });
    // The same instant, written in another zone, is the same.
    expect(await record([{ ...first, time: '2026-03-10T13:00:00+01:00' }])).toMatchObject({ duplicates: 1 });
    expect(await totals(account)).toEqual(['2026-03-10 requests 10/5/5 ×2']);
  });

  it('counts an id once, whatever time it is sent with again', async () => {
    const { account, slug } = await openWithSlug({}, '2026-01-01T00:00:00Z');
    const first = event(slug, '2026-01-31T23:59:59Z', 5);
    expect(await record([first], '2026-02-01T00:00:00Z')).toMatchObject({ accepted: 1 });
    for (const time of ['2026-02-01T00:00:00Z', '2026-03-10T12:00:00Z', '2026-08-01T00:00:00Z']) {
      const { accepted, rejected } = await record([{ ...first, time }], time);
      expect([accepted, rejected[0]?.reason]).toEqual([0, expect.stringContaining('other content')]);
    }
    expect(await record([first], '2026-03-10T12:00:00Z')).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await totals(account)).toEqual(['2026-01-31 requests 5/5/5 ×1']);
  });

  it('accepts each event exactly once when the same batches come at once, in any order', async () => {
    const { account, slug } = await openWithSlug();
    const events = Array.from({ length: 300 }, (_, index) =>
      event(slug, `2026-03-0${1 + (index % 9)}T12:00:00Z`, 1, index % 2 ? 'requests' : 'bandwidth'),
    );
    const shuffled = (seed: number) =>
      [...events].sort((a, b) => hash(`${seed}${String(a.id)}`) - hash(`${seed}${String(b.id)}`));
    const verdicts = await Promise.all(Array.from({ length: 8 }, (_, seed) => record(shuffled(seed))));
    const sum = (of: (verdict: UsageVerdicts) => number) =>
      verdicts.reduce((total, one) => total + of(one), 0);
    expect([sum((one) => one.accepted), sum((one) => one.duplicates)]).toEqual([300, 7 * 300]);
    expect(sum((one) => one.rejected.length)).toBe(0);
    const rows = granted(await loadUsage(fixture.at(NOW), account, { from: '2026-03-01', to: '2026-04-01' }));
    expect(rows.reduce((total, row) => total + row.events, 0)).toBe(300);
    expect(rows.reduce((total, row) => total + Number(row.total), 0)).toBe(300);
  });

  it('takes 10,000 events in a batch, and the same again', async () => {
    const { account, slug } = await openWithSlug();
    const events = Array.from({ length: 10_000 }, (_, index) =>
      event(slug, new Date(Date.parse(NOW) - index * 60_000).toISOString(), '0.000000000001'),
    );
    expect(await record(events)).toEqual({ accepted: 10_000, duplicates: 0, rejected: [] });
    expect(await record(events)).toEqual({ accepted: 0, duplicates: 10_000, rejected: [] });
    const rows = granted(await loadUsage(fixture.at(NOW), account, { from: '2026-03-01', to: '2026-04-01' }));
    expect(rows.reduce((total, row) => total + row.events, 0)).toBe(10_000);
  });
});

function hash(text: string): number {
  let value = 7;
  for (const character of text) value = (Math.imul(value, 31) + character.charCodeAt(0)) | 0;
  return value;
}

describe('a batch that waits for settlement', () => {
  /** Counts one event while a transaction holds the account and does some work. */
  async function countMeanwhile(
    { account, slug }: Awaited<ReturnType<typeof openWithSlug>>,
    work: (transaction: Queryable) => Promise<unknown>,
  ): Promise<UsageVerdicts> {
    const { sql } = fixture.database;
    const counted = await sql.begin(async (transaction) => {
      await lockForSettlement(transaction, account);
      await work(transaction);
      const verdicts = record([event(slug, NOW, 1)]);
      await expect
        .poll(() => sql`select from pg_locks where locktype = 'advisory' and not granted`, {
          timeout: 60_000,
        })
        .toHaveLength(1);
      return { verdicts };
    });
    return counted.verdicts;
  }

  it('goes by the periods that are settled then', async () => {
    const opened = await openWithSlug();
    expect(
      await countMeanwhile(
        opened,
        (transaction) => transaction`
          insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number,
                 closing_number, opening_balance, closing_balance, statement_due)
          values (${opened.account}, '2026-03-01', '2026-03-11', ${NOW}, ${NOW}, ${NOW}, 0, 0, 0, 0, false)`,
      ),
    ).toMatchObject({ accepted: 1 });
    expect(
      await fixture.database.sql`select late_usage from periods where account_id = ${opened.account}`,
    ).toEqual([{ lateUsage: true }]);
  });

  it('goes by the account that holds the site then', async () => {
    const opened = await openWithSlug();
    const { accepted, rejected } = await countMeanwhile(opened, (transaction) =>
      endTenures(transaction, opened.account, Date.parse(NOW) - 1),
    );
    expect([accepted, rejected[0]?.reason]).toEqual([0, 'the site had no account of yours at that time']);
  });
});

describe('rolling up', () => {
  it('goes by the account’s local days, also where the clocks change', async () => {
    const berlin = await openWithSlug({ timeZone: 'Europe/Berlin' });
    // 29 March 2026 has 23 hours: from 23:00 UTC the day before to 22:00 UTC.
    for (const time of [
      '2026-03-28T22:59:59Z',
      '2026-03-28T23:00:00Z',
      '2026-03-29T21:59:59Z',
      '2026-03-29T22:00:00Z',
    ]) {
      await record([event(berlin.slug, time, 1)], '2026-03-30T00:00:00Z');
    }
    expect(await totals(berlin.account)).toEqual([
      '2026-03-28 requests 1/1/1 ×1',
      '2026-03-29 requests 2/1/1 ×2',
      '2026-03-30 requests 1/1/1 ×1',
    ]);
  });

  it('sums, and keeps the peak and the latest value by time, whatever order events come in', async () => {
    const { account, slug } = await openWithSlug();
    await record([event(slug, '2026-03-10T09:00:00Z', 5), event(slug, '2026-03-10T11:00:00Z', 2)]);
    await record([event(slug, '2026-03-10T10:00:00Z', 9)]);
    expect(await totals(account)).toEqual(['2026-03-10 requests 16/9/2 ×3']);
  });

  it('aggregates each meter over days its own way, each site by itself, and adds the sites up', async () => {
    const meters = ['sum', 'max', 'last', 'average'] as const;
    for (const aggregation of meters) {
      const meter = { name: `m-${aggregation}`, title: aggregation, aggregation, chargeable: true, unit: '' };
      granted(await createMeter(fixture.at(NOW), meter));
    }
    const plan = await fixture.plan({
      usage: meters.map((aggregation) => ({
        id: aggregation,
        meter: `m-${aggregation}`,
        model: 'graduated' as const,
        bands: [{ unitPrice: '1' }],
      })),
    });
    const sites = ['a', 'b'].map((name) => ({ slug: `agg-${name}`, name, hostnames: [] }));
    const account = await fixture.open(
      { timeZone: 'UTC', creditLimit: '1000', plans: [plan], sites },
      '2026-03-01T00:00:00Z',
    );
    const values: [string, string, number][] = [
      ['agg-a', '2026-03-02T08:00:00Z', 4],
      ['agg-a', '2026-03-02T20:00:00Z', 10],
      ['agg-a', '2026-03-05T08:00:00Z', 2],
      ['agg-b', '2026-03-03T08:00:00Z', 7],
    ];
    for (const [site, time, quantity] of values) {
      const events = meters.map((aggregation) => event(site, time, quantity, `m-${aggregation}`));
      expect(await record(events)).toMatchObject({ accepted: 4 });
    }
    // sum 16 + 7, max 10 + 7, last 2 + 7, average (10 + 2) / 2 + 7.
    expect((await view(fixture, account, NOW)).accrued).toBe('62.00');
  });
});

describe('meters', () => {
  it('are the owner’s to add, by a name that is free, and informational ones are counted but not charged', async () => {
    const users = {
      name: 'visits',
      title: 'Visits',
      aggregation: 'sum' as const,
      chargeable: false,
      unit: '',
    };
    granted(await createMeter(fixture.at(NOW), users));
    expect(await createMeter(fixture.at(NOW), users)).toMatchObject({ refused: 'conflict', field: 'name' });
    expect(await createMeter(fixture.at(NOW), { ...users, name: 'requests' })).toMatchObject({
      refused: 'conflict',
    });
    const { account, slug } = await openWithSlug();
    expect(await record([event(slug, NOW, 3, 'visits')])).toMatchObject({ accepted: 1 });
    expect(await totals(account)).toEqual(['2026-03-10 visits 3/3/3 ×1']);
    const terms = {
      currency: 'EUR',
      recurring: [],
      usage: [{ id: 'u', meter: 'visits', model: 'graduated' as const, bands: [{ unitPrice: '1' }] }],
    };
    const field = 'usage[0].meter';
    expect(await createPlan(fixture.at(NOW), terms)).toMatchObject({ refused: 'invalid', field });
    const plan = await fixture.plan({});
    expect(await addPlanVersion(fixture.at(NOW), plan, terms)).toMatchObject({ refused: 'invalid', field });
  });

  it('count nothing for a site that no account pays for, and report it', async () => {
    granted(await createSite(fixture.at(NOW), { slug: 'unpaid', name: 'unpaid', hostnames: [] }));
    const { accepted, rejected } = await record([event('unpaid', NOW, 1), event('agency', NOW, 1)]);
    expect(accepted).toBe(0);
    for (const { reason } of rejected) expect(reason).toMatch(/^the site had no account of yours/);
  });

  it('take quantities and prices so large that only a number without bounds holds them', async () => {
    const plan = await fixture.plan({
      usage: [
        { id: 'u', meter: 'requests', model: 'graduated', bands: [{ unitPrice: `1${'0'.repeat(40)}` }] },
      ],
    });
    const { account, slug } = await openWithSlug({ plans: [plan] });
    await record([event(slug, NOW, `9${'0'.repeat(22)}`), event(slug, NOW, `9${'0'.repeat(22)}`)]);
    const seen = await assess(fixture.at(NOW), account);
    expect(seen).toMatchObject({ due: 'switchSites', balance: '0.00' });
    expect((await view(fixture, account, NOW)).accrued).toBe(`18${'0'.repeat(62)}.00`);
  });
});

describe('the watcher', () => {
  async function steady() {
    const plan = await fixture.plan({
      usage: [{ id: 'u', meter: 'requests', model: 'graduated', per: '1000', bands: [{ unitPrice: '1' }] }],
    });
    const opened = '2026-02-01T00:00:00Z';
    const { account, slug } = await openWithSlug(
      { plans: [plan], creditLimit: '0.00', billingDay: 1 },
      opened,
    );
    granted(await recordPayment(fixture.at(opened), account, { amount: '60.00', method: 'bank' }));
    for (let day = 1; day <= 28; day += 1) {
      await use(fixture, account, `2026-02-${String(day).padStart(2, '0')}T12:00:00Z`, 1_000);
    }
    return { account, slug };
  }

  it('wakes an account when a wake moves earlier and otherwise lets it sleep', async () => {
    const { account, slug } = await steady();
    const now = '2026-02-28T13:00:00Z';
    await fixture.database.sql`update accounts set receipted_number = last_number where id = ${account}`;
    await watchUsage(fixture.at(now), 100);
    await assess(fixture.at(now), account);
    expect((await assess(fixture.at(now), account))?.due).toBeNull();
    expect(await watchUsage(fixture.at(now), 100)).toEqual({ seen: 0, woken: 0 });

    await fixture.database.sql`delete from outbox`;
    await record([event(slug, now, 0)], now);
    expect(await watchUsage(fixture.at(now), 100)).toEqual({ seen: 1, woken: 0 });
    expect(await fixture.database.sql`select 1 from outbox where account_id = ${account}`).toHaveLength(0);

    await record([event(slug, now, 35_000)], now);
    expect(await watchUsage(fixture.at(now), 100)).toEqual({ seen: 1, woken: 1 });
    const signals = await fixture.database.sql`select signal from outbox where account_id = ${account}`;
    expect(signals).toEqual([{ signal: 'usageSurged' }]);
    expect((await assess(fixture.at(now), account))?.due).toBe('switchSites');
  });

  it('wakes an account once its rules fail, and looks at the others all the same', async () => {
    const broken = await openWithSlug({}, NOW);
    const sound = await openWithSlug({}, NOW);
    await claimFreshAccounts(fixture.database.sql, 1_000);
    for (const { account } of [broken, sound]) await assess(fixture.at(NOW), account);
    await record([event(broken.slug, NOW, 1), event(sound.slug, NOW, 1)]);
    await fixture.database.sql`update accounts set time_zone = 'Nowhere/Lost' where id = ${broken.account}`;
    expect(await watchUsage(fixture.at(NOW), 100)).toEqual({ seen: 2, woken: 1 });
    await assess(fixture.at(NOW), broken.account);
    await fixture.database.sql`delete from outbox`;
    await record([event(broken.slug, NOW, 1), event(sound.slug, NOW, 1)]);
    expect(await watchUsage(fixture.at(NOW), 100)).toEqual({ seen: 2, woken: 0 });
    // Its next try is set, and until its records are repaired nothing can be done for it.
    const { wrong } = await sweepAccounts(fixture.at(NOW), undefined, 1_000);
    expect(wrong).not.toContain(broken.account);
    expect(wrong).not.toContain(sound.account);
    await fixture.database.sql`update accounts set time_zone = 'UTC' where id = ${broken.account}`;
  });

  it('misses no usage that is committed after its look, though the site was noted before', async () => {
    const { slug } = await openWithSlug();
    const { sql } = fixture.database;
    await claimFreshAccounts(sql, 1_000);
    await record([event(slug, NOW, 1)]);
    // A second batch is under way while the watcher takes what the first one noted.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let inserted = (): void => undefined;
    const isInserted = new Promise<void>((resolve) => (inserted = resolve));
    const [tenure] = await sql<{ id: number }[]>`
      select t.id from site_tenures t join sites s on s.id = t.site_id where s.slug = ${slug}`;
    const second = sql.begin(async (transaction) => {
      await insertUsage(transaction, Date.parse(NOW), {
        groups: [{ source: 'race', tenureId: tenure?.id ?? 0, meterId: 1, day: '2026-03-10', lag: 12 }],
        eventIds: [slug],
        groupOf: [0],
        quantities: ['1'],
        times: [Date.parse(NOW)],
        contents: [0],
      });
      inserted();
      await held;
    });
    await isInserted;
    const early = await claimFreshAccounts(sql, 1_000);
    release();
    await second;
    const late = await claimFreshAccounts(sql, 1_000);
    expect([early.length, late.length]).toEqual([0, 1]);
  });
});
