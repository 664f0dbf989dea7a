import { beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../src/assessment/assess.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createPortalFixture, type PortalFixture } from '../portal/fixture.js';
import { granted } from '../setup/fixture.js';
import { use } from '../setup/activities.js';
import type { Browser } from '../web/fixture.js';

const PAGE = '/sites/agency/console/forecast';
const DAY_MS = 86_400_000;
const OPENED = Date.parse('2026-01-01T09:00:00Z');

let portal: PortalFixture;
let accountId: string;
let client: Browser;
let owner: Browser;

interface Amounts {
  readonly low: string;
  readonly expected: string;
  readonly high: string;
}

interface Forecast {
  readonly asOf: string;
  readonly data: readonly {
    readonly currency: string;
    readonly active: number;
    readonly weeks: readonly { from: string; to: string; payments: Amounts; usage: Amounts }[];
    readonly total: { payments: Amounts; usage: Amounts };
  }[];
}

const forecast = async (): Promise<Forecast> => {
  const { status, body } = await portal.api.get('/v1/forecast');
  expect(status).toBe(200);
  return body as unknown as Forecast;
};

beforeAll(async () => {
  portal = await createPortalFixture();
  ({ accountId, browser: client } = await portal.client('shop'));
  const { fixture, time } = portal.api;
  for (let day = 0; day < 14; day += 1) {
    time.now = OPENED + (day + 0.5) * DAY_MS;
    await use(
      fixture,
      accountId,
      new Date(time.now - 1_000).toISOString(),
      '20000000000',
      new Date(time.now).toISOString(),
    );
  }
  granted(await recordPayment(fixture.at(time.now), accountId, { amount: '120.00', method: 'bank' }));
  await assess(fixture.at(time.now), accountId);
  owner = await portal.ownersBrowser();
});

describe('the cash forecast of a tenant', () => {
  it('has 13 weeks of payments and usage for the client, in the API', async () => {
    const body = await forecast();
    const [eur, ...others] = body.data;
    expect(others).toEqual([]);
    expect(eur).toMatchObject({ currency: 'EUR', active: 1 });
    expect(eur?.weeks).toHaveLength(13);
    expect(eur?.weeks[0]?.from).toBe('2026-01-14');
    expect(Number(eur?.total.payments.expected)).toBeGreaterThan(100);
  });

  it('knows the range of each limit date as of the last assessment', async () => {
    const [row] = await portal.api.fixture.database.sql`
      select limit_date, limit_earliest, limit_latest from accounts where id = ${accountId}`;
    const { limitDate, limitEarliest, limitLatest } = row as Record<string, number>;
    const { body } = await portal.api.get(`/v1/accounts/${accountId}`);
    const shown = ['limitDateEarliest', 'limitDate', 'limitDateLatest'].map((name) =>
      Date.parse(String(body[name as never])),
    );
    expect([limitEarliest, limitDate, limitLatest]).toEqual(shown);
  });

  it('shows the same figures on the page and in the file', async () => {
    const body = await forecast();
    const total = body.data[0]?.total.payments.expected ?? '';
    const page = await owner.get(PAGE);
    expect(page.text).toContain(`About ${total} EUR expected in the next 13 weeks`);
    const file = await owner.get(`${PAGE}/csv`);
    expect(file.text.split('\n')[1]).toMatch(/^2026-01-14,2026-01-21,EUR,/);
  });

  it('is not for clients', async () => {
    expect((await client.get('/sites/shop/console/forecast')).text).not.toContain('expected in the next');
  });
});

describe('the calendar address of a user', () => {
  const create = async (): Promise<string> => {
    const { text } = await owner.post(`${PAGE}/calendar`, {});
    const [, address = ''] = /id="address">\s*([^<\s]+)/.exec(text) ?? [];
    return new URL(address).pathname;
  };
  const read = async (path: string) => portal.browser().get(path);
  // Lines are folded at 75 bytes.
  const unfolded = (text: string): string => text.replace(/\r?\n[ \t]/g, '');

  it('lists suspensions, scheduled charges and period ends, without a login', async () => {
    await portal.api.post(`/v1/accounts/${accountId}/scheduled-charges`, {
      dueOn: '2026-02-20',
      amount: '14.00',
      description: 'domain renewal',
      category: 'domain',
    });
    const { status, text } = await read(await create());
    expect(status).toBe(200);
    const calendar = unfolded(text);
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r?\n/);
    expect(calendar).toContain('SUMMARY:Suspension: Client of shop');
    expect(calendar).toMatch(/DTSTART;VALUE=DATE:20260220\r?\n/);
    expect(calendar).toContain('SUMMARY:Charge: Client of shop\\, 14.00 EUR');
    expect(calendar).toContain('SUMMARY:Period ends: Client of shop');
    expect(calendar.match(/BEGIN:VEVENT/g)?.length).toBe(calendar.match(/\nUID:/g)?.length);
  });

  it('is made by each of several requests at once, and the last one counts', async () => {
    const replies = await Promise.all([1, 2, 3, 4].map(() => owner.post(`${PAGE}/calendar`)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { sql } = portal.api.fixture.database;
    expect(await sql`select id from calendar_links where revoked_at is null`).toHaveLength(1);
  });

  it('stops working when it is replaced, revoked, or its user may no longer log in', async () => {
    const first = await create();
    const second = await create();
    expect((await read(first)).status).toBe(404);
    expect((await read(second)).status).toBe(200);
    const { sql } = portal.api.fixture.database;
    await sql`update users set disabled_at = now() where site_id = ${portal.api.fixture.siteId}`;
    expect((await read(second)).status).toBe(404);
    await sql`update users set disabled_at = null where site_id = ${portal.api.fixture.siteId}`;
    await owner.post(`${PAGE}/calendar/revoke`, {});
    expect((await read(second)).status).toBe(404);
  });

  it('cannot be guessed: other addresses are not found', async () => {
    for (const path of ['/calendar/x.ics', `/calendar/${'A'.repeat(43)}.ics`, '/calendar/'])
      expect((await read(path)).status, path).toBe(404);
  });
});
