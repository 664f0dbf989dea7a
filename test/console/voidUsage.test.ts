import { beforeAll, describe, expect, it } from 'vitest';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { watchUsage } from '../../src/signals/watch.js';
import type { UsageEvent } from '../../src/usage/readBatch.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { granted } from '../setup/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

const MARCH = { from: '2026-03-01T00:00:00Z', settled: '2026-04-02T12:00:00Z' };
let site: PagesFixture;
let owner: Browser;
let account = '';
let base = '';

beforeAll(async () => {
  site = await createPagesFixture();
  const { fixture, time } = site.api;
  const plan = await fixture.plan({
    usage: [
      { id: 'traffic', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] },
      { id: 'disk', meter: 'storage', model: 'graduated', bands: [{ unitPrice: '1' }] },
    ],
  });
  account = await fixture.open(
    {
      name: 'Tern Coffee',
      timeZone: 'UTC',
      creditLimit: '1000.00',
      plans: [plan],
      tax: { name: 'VAT', percent: '20' },
      sites: [{ slug: 'tern', name: 'tern.example', hostnames: [] }],
    },
    MARCH.from,
  );
  await fixture.open(
    { name: 'Gull', timeZone: 'UTC', sites: [{ slug: 'gull', name: 'Gull', hostnames: [] }] },
    MARCH.from,
  );
  base = `/sites/agency/console/accounts/${account}`;
  await report('2026-03-10T12:00:00Z', [
    ['once', 'requests', '09:00', 50],
    ['twice', 'requests', '10:00', 1_000],
    ['disk-1', 'storage', '09:00', 2],
    ['disk-2', 'storage', '10:00', 7],
  ]);
  await recordUsage(fixture.at('2026-03-10T12:00:00Z'), [usage('gulls', 'requests', '09:00', 4, 'gull')]);
  time.now = Date.parse(MARCH.settled);
  await chargeUsage(fixture.at(time.now), account);
  time.now += 60_000;
  owner = await site.ownersBrowser();
});

type Reported = readonly [id: string, meter: string, clock: string, quantity: number];

const usage = (id: string, meter: string, clock: string, quantity: number, of = 'tern'): UsageEvent => ({
  id,
  source: 'proxy',
  site: of,
  meter,
  quantity,
  time: `2026-03-10T${clock}:00Z`,
});

async function report(now: string, events: readonly Reported[]): Promise<void> {
  const verdicts = await recordUsage(
    site.api.fixture.at(now),
    events.map((event) => usage(...event)),
  );
  expect(verdicts.accepted).toBe(events.length);
}

const tick = (...ids: readonly string[]): string =>
  ids.map((id) => `events=${encodeURIComponent(JSON.stringify(['proxy', id]))}`).join('&');
const posted = async (): Promise<string[]> =>
  granted(await loadEntries(site.api.fixture.at(site.api.time.now), account, { limit: 50 }))
    .reverse()
    .map(({ description, amount }) => `${description} ${amount}`);
const shown = (html: string): string =>
  html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', '’')
    .replace(/\s+/g, ' ');

describe('voiding usage on the pages of an account', () => {
  it('finds an event by source and id, and lists those of a day', async () => {
    const page = await owner.get(`${base}/usage`);
    expect(page.text).toContain(`${base}/usage/events?site=tern&amp;meter=requests&amp;day=2026-03-10`);
    const day = await owner.get(`${base}/usage/events?site=tern&meter=requests&day=2026-03-10`);
    expect(shown(day.text)).toMatch(/proxy once .* 50 .* proxy twice .* 1,000/);
    const one = await owner.get(`${base}/usage/events?source=proxy&id=twice`);
    expect(shown(one.text)).toMatch(/proxy twice tern 1,000/);
    expect(one.text).not.toContain('once');
    for (const missing of ['source=proxy&id=never', 'source=proxy&id=gulls', 'source=proxy&id='])
      expect((await owner.get(`${base}/usage/events?${missing}`)).text).not.toContain('type="checkbox"');
  });

  it('shows each day before and after and the correction, and changes nothing until it is confirmed', async () => {
    const before = await posted();
    const { status, text } = await owner.post(`${base}/usage/void`, tick('twice', 'disk-2'));
    expect(status).toBe(200);
    const words = shown(text);
    expect(words).toContain('Void 2 usage events?');
    expect(words).toMatch(/Requests of tern on 10 Mar 2026: 1,050 requests before, 50 requests after/);
    expect(words).toMatch(/of tern on 10 Mar 2026: 7 bytes before, 2 bytes after/);
    expect(words).toMatch(
      /“Correction: requests, 1 Mar – 31 Mar 2026” will be posted: 12\.00 EUR credited to the client/,
    );
    expect(words).toMatch(/“Correction: storage, [^”]*” will be posted: 6\.00 EUR credited/);
    await chargeUsage(site.api.fixture.at(site.api.time.now), account);
    expect(await posted()).toEqual(before);
  });

  it('refuses with a reason what cannot be voided, and requires a reason for what can', async () => {
    const post = (fields: string) => owner.post(`${base}/usage/void`, fields);
    expect((await post('')).text).toContain('Tick the events to void first.');
    expect((await post('events=nonsense')).status).toBe(422);
    expect((await post(tick('gulls'))).text).toContain('no usage of this source and id was counted');
    const unreasoned = await post(`${tick('twice')}&confirmed=yes&reason=`);
    expect([unreasoned.status, shown(unreasoned.text)]).toEqual([
      422,
      expect.stringMatching(/Void the event twice of proxy\?.*This is required/) as unknown,
    ]);
    const foreign = await post(`${tick('gulls')}&confirmed=yes&reason=mine`);
    expect(foreign.status).toBe(303);
    const [row] = await site.api.fixture.database.sql<{ voided: number | null }[]>`
      select voided_at as voided from usage_events where event_id = 'gulls'`;
    expect(row?.voided).toBeNull();
  });

  it('voids once, has the correction posted, and explains it beside the charge', async () => {
    const send = () =>
      owner.post(`${base}/usage/void`, `${tick('twice')}&confirmed=yes&reason=counted+twice`);
    expect((await send()).to).toContain(`${base}/usage`);
    await send();
    const { fixture, time } = site.api;
    await watchUsage(fixture.at(time.now), 10);
    const signals = await fixture.database.sql`select signal from outbox where account_id = ${account}`;
    expect(signals).toContainEqual({ signal: 'usageSurged' });
    time.now += 60_000;
    await chargeUsage(fixture.at(time.now), account);
    await chargeUsage(fixture.at(time.now), account);
    expect((await posted()).slice(-2)).toEqual([
      'Correction: requests, 1 Mar – 31 Mar 2026 1000',
      'VAT on Correction: requests, 1 Mar – 31 Mar 2026 200',
    ]);
    const entries = granted(await loadEntries(fixture.at(time.now), account, { limit: 50 }));
    const explained = async (fits: (description: string) => boolean): Promise<string> => {
      const entry = entries.find(({ description }) => fits(description));
      return shown((await owner.get(`${base}/entries/${entry?.id ?? ''}`)).text);
    };
    expect(await explained((name) => name.startsWith('Correction'))).toMatch(
      /Voided events .* proxy twice tern 1,000 requests voided .* by .*: counted twice not counted/,
    );
    expect(await explained((name) => name.startsWith('requests'))).toMatch(
      /proxy twice tern .* counted twice counted/,
    );
    const day = await owner.get(`${base}/usage/events?site=tern&meter=requests&day=2026-03-10`);
    expect(shown(day.text)).toMatch(/proxy twice tern 1,000 requests voided .*: counted twice/);
    const again = await owner.post(`${base}/usage/void`, tick('twice'));
    expect(again.text).toContain('These events are voided already.');
  });
});
