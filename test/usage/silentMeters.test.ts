import { beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/values/zone.js';
import { queueSilenceEmails } from '../../src/emails/ownerEmails.js';
import { loadProjection } from '../../src/ledger/loadHistory.js';
import { runChecks } from '../../src/operations/runChecks.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { watchUsage } from '../../src/signals/watch.js';
import { createSite } from '../../src/sites/manageSites.js';
import { placeHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';
import { loadSilentMeters } from '../../src/usage/loadSilentMeters.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { entriesOf, event, settle, slugOf, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const day = (count: number): number => START + count * DAY_MS;

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

async function openMetered(): Promise<string> {
  const plan = await fixture.plan({
    usage: [{ id: 'hits', meter: 'requests', model: 'graduated', per: '1', bands: [{ unitPrice: '0.01' }] }],
  });
  return fixture.open({ plans: [plan], timeZone: 'UTC', creditLimit: '1000.00' }, START);
}

/** A hundred requests at noon of each day from one to another, reported on the last. */
async function speak(account: string, from: number, to: number): Promise<void> {
  const slug = await slugOf(fixture, account);
  const events = Array.from({ length: to - from + 1 }, (_, index) =>
    event(slug, new Date(day(from + index) + DAY_MS / 2).toISOString(), 100),
  );
  const verdicts = await recordUsage(fixture.at(day(to) + DAY_MS / 2), events);
  expect(verdicts.rejected).toEqual([]);
}

const listen = async (count: number): Promise<string[]> => {
  await updateSilentMeters(fixture.at(day(count)));
  return (await loadSilentMeters(fixture.at(day(count)), 100)).map(
    ({ meterName, lastDay }) => `${meterName} ${lastDay}`,
  );
};

async function tell(count: number): Promise<number> {
  const context = fixture.at(day(count));
  const { sql } = fixture.database;
  const before = await sql`select id from emails where kind = 'silence'`;
  await queueSilenceEmails(context);
  const known = before.map(({ id }) => id as string);
  const [row] = await sql<{ sites: number }[]>`
    select coalesce(sum((content->>'count')::integer), 0)::integer as sites from emails
     where kind = 'silence' and id <> all(${known}::uuid[])`;
  return row?.sites ?? 0;
}

const pace = async (account: string, count: number): Promise<number> =>
  Number(granted(await loadProjection(fixture.at(day(count)), account)).projection.pacePerDay);

describe('a silent meter', () => {
  it('is found after two whole days, keeps its pace, is notified once, and clears with the next report', async () => {
    const account = await openMetered();
    await speak(account, 0, 29);
    expect(await listen(31)).toEqual([]);
    expect(await listen(32)).toEqual(['requests 2026-03-30']);
    expect((await view(fixture, account, day(32))).silentMeters).toMatchObject([
      { site: 'fenwick.example', meter: 'requests', lastDay: '2026-03-30' },
    ]);
    expect(await tell(32)).toBe(1);
    expect(await tell(33)).toBe(0);
    const { findings } = await runChecks(fixture.at(day(32)), {
      running: undefined,
      schemaNumber: await schemaNumber(),
    });
    expect(findings.filter(({ check }) => check === 'silence')).toMatchObject([
      { isHint: true, says: expect.stringContaining('silent since 2026-03-30') as string },
    ]);
    // A hundred a day at a cent, six weeks on as on the first day.
    expect(await listen(72)).toHaveLength(1);
    for (const at of [32, 50, 72]) expect(await pace(account, at)).toBe(100);

    await speak(account, 72, 72);
    await watchUsage(fixture.at(day(73)), 100);
    expect((await view(fixture, account, day(73))).silentMeters).toEqual([]);
    expect(await listen(73)).toEqual([]);
  });

  it('is found after its Sunday and two days, where it was reported on all others', async () => {
    const account = await openMetered();
    // The first day is a Sunday.
    for (let count = 0; count <= 41; count += 1) if (count % 7 !== 0) await speak(account, count, count);
    expect(await listen(44)).toEqual([]);
    expect(await listen(45)).toEqual(['requests 2026-04-11']);
  });

  it('counts for nothing at all once those days can no longer be reported', async () => {
    const account = await openMetered();
    await speak(account, 0, 29);
    expect(await listen(89)).toHaveLength(1);
    expect(await listen(91)).toEqual([]);
    expect(await pace(account, 91)).toBe(0);
  });

  it('is charged for late usage like any other', async () => {
    const account = await openMetered();
    await speak(account, 0, 20);
    expect(await listen(30)).toHaveLength(1);
    await speak(account, 21, 30);
    await settle(fixture, account, day(32));
    const charged = (await entriesOf(fixture, account)).filter(({ kind }) => kind === 'charge');
    expect(charged.reduce((sum, { amount }) => sum + amount, 0n)).toBe(-3_100n);
    expect(await listen(32)).toEqual([]);
  });

  it('is reported in one email, however many sites one collector served', async () => {
    for (let index = 0; index < 12; index += 1) await speak(await openMetered(), 0, 20);
    expect(await listen(30)).toHaveLength(12);
    expect(await tell(30)).toBe(12);
    const rows = await fixture.database.sql`select 1 from emails where kind = 'silence'`;
    expect(rows).toHaveLength(1);
  });

  it('is not silent at a suspended site', async () => {
    const account = await openMetered();
    await speak(account, 0, 29);
    granted(await placeHold(fixture.at(day(30)), account, { reason: 'moves away' }));
    await decideState(fixture.at(day(30)), account);
    expect(await listen(40)).toEqual([]);
  });

  it('leaves the other sites of its account as they are', async () => {
    const account = await openMetered();
    const slug = await slugOf(fixture, account);
    const other = `${slug}-b`;
    const sites = [{ slug: other, name: other, hostnames: [] }];
    for (const site of sites) granted(await createSite(fixture.at(START), site));
    await fixture.database.sql`update sites set account_id = ${account} where slug = ${other}`;
    await fixture.database.sql`
      insert into site_tenures (site_id, account_id, tenant_id, from_at)
      select id, account_id, parent_id, created_at from sites where slug = ${other}`;
    const both = (from: number, to: number, names: readonly string[]) =>
      names.flatMap((name) =>
        Array.from({ length: to - from + 1 }, (_, index) =>
          event(name, new Date(day(from + index) + DAY_MS / 2).toISOString(), 100),
        ),
      );
    await recordUsage(fixture.at(day(29) + DAY_MS / 2), both(0, 29, [slug, other]));
    await recordUsage(fixture.at(day(40) + DAY_MS / 2), both(30, 40, [other]));
    expect(await listen(41)).toEqual(['requests 2026-03-30']);
    expect(await pace(account, 41)).toBe(200);
  });
});
