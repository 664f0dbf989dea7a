import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { loadStatements } from '../../src/ledger/loadHistory.js';
import { settleClosed } from '../../src/ledger/settleClosed.js';
import { changeSite, createSite } from '../../src/sites/manageSites.js';
import { moveSite } from '../../src/sites/moveSite.js';
import type { UsageEvent } from '../../src/usage/readBatch.js';
import { loadUsage, recordUsage, type UsageVerdicts } from '../../src/usage/recordUsage.js';
import { voidUsage } from '../../src/usage/voidUsage.js';
import { entriesOf, event, inShort, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
let plan: string;

beforeAll(async () => {
  fixture = await createFixture(20);
  plan = await fixture.plan({
    usage: [{ id: 'traffic', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] }],
  });
});

let slug = '';
let named = 0;
beforeEach(() => {
  named += 1;
  slug = `owned-${named}`;
});

const open = (now: string | number, timeZone = 'UTC', site = slug): Promise<string> =>
  fixture.open(
    { timeZone, creditLimit: '100000.00', plans: [plan], sites: [{ slug: site, name: site, hostnames: [] }] },
    now,
  );

const record = (events: readonly UsageEvent[], now: string | number): Promise<UsageVerdicts> =>
  recordUsage(fixture.at(now), events);

/** Closes an account and does what its workflow does then. */
async function close(account: string, now: string | number): Promise<void> {
  granted(await closeAccount(fixture.at(now), account));
  await chargeUsage(fixture.at(now), account);
}

async function charges(account: string): Promise<string[]> {
  return (await entriesOf(fixture, account)).map(
    (entry) => `${inShort(entry)} ×${entry.quantity ?? ''} "${entry.description}"`,
  );
}

describe('usage of a day on which a site changes hands', () => {
  it('is charged to the account that held the site at its time, and only to that', async () => {
    const first = await open('2026-03-10T08:00:00Z');
    await record([event(slug, '2026-03-10T09:00:00Z', 1_000)], '2026-03-10T09:00:00Z');
    await close(first, '2026-03-10T12:00:00Z');
    expect((await view(fixture, first, '2026-03-10T12:00:00Z')).balance).toBe('-10.00');
    const second = await open('2026-03-10T13:00:00Z');
    expect((await view(fixture, second, '2026-03-10T13:00:00Z')).accrued).toBe('0.00');
    const between = await record([event(slug, '2026-03-10T12:30:00Z', 7)], '2026-03-10T14:00:00Z');
    expect(between.rejected[0]?.reason).toMatch(/^the site had no account of yours at that time/);
    const later = [
      event(slug, '2026-03-10T11:59:59.999Z', 200),
      event(slug, '2026-03-10T13:00:00Z', 30),
      event(slug, '2026-03-10T07:59:59Z', 7),
    ];
    expect(await record(later, '2026-03-10T14:00:00Z')).toMatchObject({
      accepted: 2,
      rejected: [{ index: 2 }],
    });
    expect(await settleClosed(fixture.at('2026-03-10T14:00:01Z'), 10)).toEqual({ settled: 1, failed: [] });
    expect(await settleClosed(fixture.at('2026-03-10T14:00:01Z'), 10)).toEqual({ settled: 0, failed: [] });
    expect((await view(fixture, second, '2026-03-10T14:00:00Z')).accrued).toBe('0.30');
    expect(await charges(first)).toEqual([
      'charge/usage traffic -10.00 @2026-03-10T12:00Z ×1000 "requests, 10 Mar 2026"',
      'charge/usage traffic -2.00 @2026-03-10T14:00Z ×200 "Late usage: requests, 10 Mar 2026"',
    ]);
    const days = { from: '2026-03-01', to: '2026-04-01' };
    const of = async (account: string) =>
      granted(await loadUsage(fixture.at('2026-03-10T14:00:00Z'), account, days)).map(({ total }) => total);
    expect([await of(first), await of(second)]).toEqual([['1200'], ['30']]);
  });

  it('counts the quarter of an hour in which an account takes the site, but none that another one held', async () => {
    const first = await open('2026-03-10T08:07:00Z');
    const quarter = [event(slug, '2026-03-10T08:00:00Z', 1), event(slug, '2026-03-10T07:59:59Z', 1)];
    expect(await record(quarter, '2026-03-10T08:15:00Z')).toMatchObject({ accepted: 1 });
    await close(first, '2026-03-10T09:05:00Z');
    const second = await open('2026-03-10T09:10:00Z');
    const cut = [event(slug, '2026-03-10T09:00:00Z', 1), event(slug, '2026-03-10T09:05:00Z', 20)];
    expect(await record(cut, '2026-03-10T09:15:00Z')).toMatchObject({ accepted: 2 });
    await settleClosed(fixture.at('2026-03-10T09:16:00Z'), 10);
    expect((await view(fixture, first, '2026-03-10T09:20:00Z')).balance).toBe('-0.02');
    expect((await view(fixture, second, '2026-03-10T09:20:00Z')).accrued).toBe('0.20');
  });

  it('goes by the local day of the account that held the site', async () => {
    const berlin = await open('2026-03-10T08:00:00Z', 'Europe/Berlin');
    await close(berlin, '2026-03-10T22:59:00Z');
    const auckland = await open('2026-03-10T23:00:00Z', 'Pacific/Auckland');
    const events = [event(slug, '2026-03-10T22:58:00Z', 1), event(slug, '2026-03-10T23:00:00Z', 2)];
    expect(await record(events, '2026-03-10T23:30:00Z')).toMatchObject({ accepted: 2 });
    const days = async (account: string) =>
      granted(
        await loadUsage(fixture.at('2026-03-10T23:30:00Z'), account, {
          from: '2026-03-01',
          to: '2026-04-01',
        }),
      ).map(({ day, total }) => `${day} ${total}`);
    expect([await days(berlin), await days(auckland)]).toEqual([['2026-03-10 1'], ['2026-03-11 2']]);
  });

  it('keeps each account’s own peak, latest value and mean of a meter that is not added up', async () => {
    const storage = await fixture.plan({
      usage: [{ id: 'disk', meter: 'storage', model: 'graduated', bands: [{ unitPrice: '1' }] }],
    });
    const tab = { timeZone: 'UTC', creditLimit: '1000.00', plans: [storage] };
    const site = { slug, name: slug, hostnames: [] };
    const first = await fixture.open({ ...tab, sites: [site] }, '2026-03-10T08:00:00Z');
    await record([event(slug, '2026-03-10T09:00:00Z', 8, 'storage')], '2026-03-10T09:00:00Z');
    await close(first, '2026-03-10T12:00:00Z');
    const second = await fixture.open({ ...tab, sites: [site] }, '2026-03-10T12:00:00Z');
    await record([event(slug, '2026-03-10T13:00:00Z', 3, 'storage')], '2026-03-10T13:00:00Z');
    await record([event(slug, '2026-03-11T13:00:00Z', 5, 'storage')], '2026-03-11T13:00:00Z');
    expect((await view(fixture, first, '2026-03-11T14:00:00Z')).balance).toBe('-8.00');
    expect((await view(fixture, second, '2026-03-11T14:00:00Z')).accrued).toBe('4.00');
  });
});

describe('usage of a closed account', () => {
  const sent = (now: string) => record([event(slug, '2026-03-10T09:00:00Z', 100)], now);

  it('is taken for seven days, then rejected with the reason', async () => {
    const account = await open('2026-03-01T00:00:00Z');
    await close(account, '2026-03-10T12:00:00Z');
    expect(await sent('2026-03-17T12:00:00Z')).toMatchObject({ accepted: 1 });
    const { accepted, rejected } = await sent('2026-03-17T12:00:00.001Z');
    expect([accepted, rejected[0]?.reason]).toEqual([
      0,
      'its account was closed on 2026-03-10 and accepts late usage for 7 days',
    ]);
  });

  it('is taken for as long as its tenant has set, from not at all to sixty days', async () => {
    const account = await open('2026-03-01T00:00:00Z');
    await close(account, '2026-03-10T12:00:00Z');
    const set = (lateUsageDays: string) =>
      changeSite(fixture.at('2026-03-10T12:00:00Z'), 'agency', { settings: { lateUsageDays } });
    granted(await set('0'));
    expect(await sent('2026-03-10T12:00:00.001Z')).toMatchObject({ accepted: 0 });
    granted(await set('60'));
    expect(await sent('2026-05-01T12:00:00Z')).toMatchObject({ accepted: 1 });
    for (const days of ['61', '-1', '7.5', ' 7', '007', 'x']) {
      expect(await set(days)).toMatchObject({ refused: 'invalid', field: 'settings.lateUsageDays' });
    }
    granted(await set(''));
  });
});

describe('late usage of a closed account', () => {
  it('is charged on a statement of its own that is sent, one a day at most', async () => {
    const account = await open('2026-03-01T00:00:00Z');
    await close(account, '2026-03-10T12:00:00Z');
    const late = async (now: string, quantity: number): Promise<readonly string[]> => {
      await record([event(slug, '2026-03-10T09:00:00Z', quantity)], now);
      await settleClosed(fixture.at(now), 10);
      const { periods } = granted(await loadStatements(fixture.at(now), account, { limit: 10 }));
      return periods.map(
        ({ startDate, endDate, openingBalance, closingBalance, statementDue }) =>
          `${startDate}/${endDate} ${openingBalance} ${closingBalance} ${statementDue}`,
      );
    };
    const closing = '2026-03-01/2026-03-11 0 0 false';
    const first = '2026-03-11/2026-03-12 0 -200 false';
    expect(await late('2026-03-10T12:10:00Z', 200)).toEqual([first, closing]);
    // Its workflow has ended, so its statements are queued with their settlement.
    const emails = await fixture.database
      .sql`select key from emails where account_id = ${account} order by key`;
    expect(emails.map(({ key }) => String(key).slice(-10))).toEqual(['2026-03-01', '2026-03-11']);
    expect(await late('2026-03-10T12:20:00Z', 30)).toEqual([first, closing]);
    expect(await late('2026-03-12T00:00:00Z', 4)).toEqual([
      '2026-03-12/2026-03-13 -200 -234 false',
      first,
      closing,
    ]);
    await settleClosed(fixture.at('2026-03-13T00:00:00Z'), 10);
    expect(await late('2026-03-20T00:00:00Z', 5)).toHaveLength(3);
    expect((await view(fixture, account, '2026-03-20T00:00:00Z')).balance).toBe('-2.34');
  });
});

describe('a statement of a closed account that cannot be written', () => {
  it('undoes no late charge, and is left to a workflow that tries again', async () => {
    const account = await open('2026-03-01T00:00:00Z');
    await close(account, '2026-03-10T12:00:00Z');
    await record([event(slug, '2026-03-10T09:00:00Z', 200)], '2026-03-10T12:10:00Z');
    const context = fixture.at('2026-03-10T12:10:00Z');
    const mark = (): never => {
      throw new RangeError('no such key');
    };
    const broken = { ...context, baseUrl: 'http://tab.example', secrets: { ...context.secrets, mark } };
    const { sql } = fixture.database;
    const signals = async (): Promise<number> =>
      (await sql`select 1 from outbox where account_id = ${account}`).length;
    const before = await signals();
    expect(await settleClosed(broken, 10)).toEqual({ settled: 1, failed: [] });
    expect((await charges(account)).slice(-1)).toEqual([expect.stringContaining('-2.00')]);
    expect(await sql`select 1 from emails where account_id = ${account}`).toHaveLength(0);
    expect(await signals()).toBe(before + 1);
  });
});

describe('a replay', () => {
  it('is a duplicate after the site has changed hands, and after it has moved with its account to a reseller', async () => {
    const first = await open('2026-03-10T08:00:00Z');
    const events = [event(slug, '2026-03-10T09:00:00Z', 1_000), event(slug, '2026-03-10T09:30:00Z', 1)];
    await record(events, '2026-03-10T10:00:00Z');
    await close(first, '2026-03-10T12:00:00Z');
    const second = await open('2026-03-10T12:00:00Z');
    const fresh = event(slug, '2026-03-10T12:00:00Z', 5);
    expect(await record([...events, fresh], '2026-03-10T12:01:00Z')).toEqual({
      accepted: 1,
      duplicates: 2,
      rejected: [],
    });
    const reseller = granted(
      await createSite(fixture.at('2026-03-10T12:01:00Z'), { slug: `${slug}-up`, name: 'up', hostnames: [] }),
    );
    granted(await moveSite(fixture.at('2026-03-10T12:02:00Z'), slug, { parent: reseller.slug }));
    const there = { ...fixture.at('2026-03-10T12:03:00Z'), siteId: reseller.id };
    expect(await recordUsage(there, [fresh, event(slug, '2026-03-10T12:03:00Z', 6)])).toMatchObject({
      accepted: 1,
      duplicates: 1,
    });
    // The account that stayed is not the reseller's to charge.
    const foreign = await recordUsage(there, [event(slug, '2026-03-10T09:00:00Z', 9)]);
    expect(foreign.rejected[0]?.reason).toMatch(/^the site had no account of yours/);
    // The tenant may still report for the time before.
    const late = event(slug, '2026-03-10T09:00:00Z', 100);
    expect(await record([late], '2026-03-10T12:04:00Z')).toMatchObject({ accepted: 1 });
    await settleClosed(fixture.at('2026-03-10T12:05:00Z'), 10);
    const [entry] = (await entriesOf(fixture, first)).slice(-1);
    expect(entry && inShort(entry)).toBe('charge/usage traffic -1.00 @2026-03-10T12:05Z');
    const [moved] = await fixture.database.sql<{ total: string }[]>`
      select sum(total)::text as total from usage_days where account_id = ${second}`;
    expect(moved?.total).toBe('11');
  });
});

describe('usage dated a little ahead', () => {
  it('is a duplicate when it is sent again after the site has moved to a reseller', async () => {
    const account = await open('2026-03-10T08:00:00Z');
    const ahead = event(slug, '2026-03-10T12:05:00Z', 40);
    expect(await record([ahead], '2026-03-10T12:00:00Z')).toMatchObject({ accepted: 1 });
    const reseller = granted(
      await createSite(fixture.at('2026-03-10T12:00:00Z'), { slug: `${slug}-up`, name: 'up', hostnames: [] }),
    );
    granted(await moveSite(fixture.at('2026-03-10T12:01:00Z'), slug, { parent: reseller.slug }));
    for (const now of ['2026-03-10T12:02:00Z', '2026-03-10T12:10:00Z']) {
      const there = { ...fixture.at(now), siteId: reseller.id };
      expect(await recordUsage(there, [ahead])).toMatchObject({ accepted: 0, duplicates: 1 });
    }
    const there = { ...fixture.at('2026-03-10T12:11:00Z'), siteId: reseller.id };
    const days = { from: '2026-03-01', to: '2026-04-01' };
    expect(granted(await loadUsage(there, account, days))).toMatchObject([{ total: '40', events: 1 }]);
    expect(await voidUsage(there, [{ source: 'test', id: String(ahead.id) }])).toMatchObject({ voided: 1 });
  });
});

describe('whatever happens to a site, and in whatever order its usage arrives', () => {
  const MINUTE = 60_000;
  const START = Date.parse('2026-03-10T20:00:00Z');
  const step = fc.record({
    minutes: fc.integer({ min: 1, max: 300 }),
    act: fc.constantFrom('open', 'close', 'use', 'use', 'use', 'replay', 'move'),
    agoMinutes: fc.integer({ min: 0, max: 900 }),
    quantity: fc.integer({ min: 1, max: 999 }),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Auckland', 'America/St_Johns'),
  });

  it('each event is charged once, to the account that held the site at its time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        named += 1;
        const site = `random-${named}`;
        const upper = granted(
          await createSite(fixture.at(START), { slug: `${site}-up`, name: 'up', hostnames: [] }),
        );
        const held: { account: string; from: number; to: number; owed: number }[] = [];
        const sent: UsageEvent[] = [];
        let current: string | undefined;
        let tenant = fixture.siteId;
        let now = START;
        const at = () => ({ ...fixture.at(now), siteId: tenant });
        for (const { minutes, act, agoMinutes, quantity, zone } of steps) {
          now += minutes * MINUTE;
          if (act === 'open' && current === undefined && tenant === fixture.siteId) {
            current = await open(now, zone, site);
            const from = Math.max(Math.floor(now / (15 * MINUTE)) * 15 * MINUTE, held.at(-1)?.to ?? 0);
            held.push({ account: current, from, to: Infinity, owed: 0 });
          } else if (act === 'close' && current !== undefined && tenant === fixture.siteId) {
            await close(current, now);
            for (const tenure of held) tenure.to = Math.min(tenure.to, now);
            current = undefined;
          } else if (act === 'move' && current !== undefined && tenant === fixture.siteId) {
            granted(await moveSite(at(), site, { parent: upper.slug }));
            tenant = upper.id;
          } else if (act === 'use') {
            const time = now - agoMinutes * MINUTE;
            const used = event(site, new Date(time).toISOString(), quantity);
            const holder = held.find(({ from, to }) => from <= time && time < to);
            const isOurs = holder !== undefined && (tenant === fixture.siteId || holder.to === Infinity);
            expect((await recordUsage(at(), [used])).accepted).toBe(isOurs ? 1 : 0);
            if (isOurs) holder.owed += quantity;
            if (isOurs) sent.push(used);
          } else if (act === 'replay' && sent.length > 0) {
            const again = sent.filter(({ time }) => {
              const holder = held.find(
                ({ from, to }) => from <= Date.parse(time as string) && Date.parse(time as string) < to,
              );
              return tenant === fixture.siteId || holder?.to === Infinity;
            });
            expect(await recordUsage(at(), again)).toEqual({
              accepted: 0,
              duplicates: again.length,
              rejected: [],
            });
          }
        }
        await settleClosed(fixture.at(now), 100);
        for (const { account, owed } of held) {
          const [row] = await fixture.database.sql<{ tenantId: string }[]>`
            select site_id as "tenantId" from accounts where id = ${account}`;
          const seen = await view(
            { ...fixture, at: (when) => ({ ...fixture.at(when), siteId: row?.tenantId ?? '' }) },
            account,
            now,
          );
          expect((Number(seen.accrued) - Number(seen.balance)).toFixed(2)).toBe((owed / 100).toFixed(2));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a voided event', () => {
  it('is taken out of its day and out of a settled period, once, and its id stays taken', async () => {
    const account = await open('2026-03-01T00:00:00Z');
    const wrong = event(slug, '2026-03-10T09:00:00Z', 1_000);
    const right = event(slug, '2026-03-10T08:00:00Z', 50);
    await record([wrong, right], '2026-03-10T10:00:00Z');
    await chargeUsage(fixture.at('2026-04-02T12:00:00Z'), account);
    const at = (now: string) => fixture.at(now);
    const request = { source: 'test', id: String(wrong.id), reason: 'counted twice by the proxy' };
    const unknown = { source: 'test', id: 'never' };
    expect(await voidUsage(at('2026-04-02T13:00:00Z'), [request, request, unknown])).toEqual({
      voided: 1,
      alreadyVoided: 1,
      rejected: [{ index: 2, id: 'never', reason: 'no usage of this source and id was counted' }],
    });
    expect(await voidUsage(at('2026-08-01T00:00:00Z'), [request])).toMatchObject({ alreadyVoided: 1 });
    expect(
      await voidUsage(at('2026-05-09T08:00:00.001Z'), [{ source: 'test', id: String(right.id) }]),
    ).toMatchObject({
      voided: 0,
      rejected: [{ reason: 'its time is more than 60 days ago' }],
    });
    await chargeUsage(at('2026-04-02T14:00:00Z'), account);
    expect(await charges(account)).toEqual([
      'charge/usage traffic -10.50 @2026-04-01T00:00Z ×1050 "requests, 1 Mar – 31 Mar 2026"',
      'charge/usage traffic 10.00 @2026-04-02T14:00Z ×-1000 "Correction: requests, 1 Mar – 31 Mar 2026"',
    ]);
    const days = { from: '2026-03-01', to: '2026-04-01' };
    expect(granted(await loadUsage(at('2026-04-02T14:00:00Z'), account, days))).toMatchObject([
      { day: '2026-03-10', total: '50', peak: '50', latest: '50', events: 1 },
    ]);
    const again = await record([wrong], '2026-04-02T15:00:00Z');
    expect(again.rejected[0]?.reason).toMatch(
      /already counted and voided; send the corrected event with a new id/,
    );
    expect(
      await voidUsage({ ...at('2026-04-02T15:00:00Z'), siteId: '01900000-0000-7000-8000-00000000dead' }, [
        request,
      ]),
    ).toMatchObject({ voided: 0, alreadyVoided: 0 });
  });
});
