import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { newId } from '../../src/platform/ids.js';
import { settle, use } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';
import { type Ended, runSitetab } from '../setup/program.js';

// A whole system as a process of its own, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let fixture: Fixture;
let folder: string;
let account: string;

const start = Date.now() - 20 * DAY_MS;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-simulate-'));
  fixture = await createFixture();
  const plan = await fixture.plan({
    recurring: [{ id: 'base', name: 'Hosting', amount: '12.00', timing: 'arrears' }],
    usage: [
      { id: 'hits', name: 'Hits', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] },
    ],
  });
  account = await fixture.open({ plans: [plan], timeZone: 'UTC', billingDay: 1 }, start);
  const payment = { amount: '40.00', method: 'bank', reference: 'r' };
  granted(await recordPayment(fixture.at(start), account, payment, 'paid'));
  for (let at = start; at < Date.now() - DAY_MS; at += DAY_MS)
    await use(fixture, account, new Date(at + 3_600_000).toISOString(), 100);
  await settle(fixture, account, Date.now());
  const renewal = {
    amount: '1.00',
    description: 'Domain',
    category: 'domain',
    dueOn: dayOf(Date.now() + 2 * DAY_MS),
  };
  granted(await scheduleCharge(fixture.at(Date.now()), account, renewal, 'domain'));
  const { sql } = fixture.database;
  await sql`
    update sites set connector_kind = 'webhook', connector_config = '{"url":"http://127.0.0.1:9/called"}'
     where account_id = ${account}`;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function simulate(...args: string[]): Promise<Ended> {
  return runSitetab(['simulate', ...args], {
    DATABASE_URL: fixture.database.url,
    SITETAB_DATA: folder,
    SMTP_URL: 'smtp://127.0.0.1:9',
  });
}

async function living(): Promise<unknown> {
  const [row] = await fixture.database.sql`
    select (select count(*) from entries) as entries, (select count(*) from emails) as emails,
           (select count(*) from audit) as audit, (select count(*) from usage_days) as days,
           (select count(*) from sites) as sites, (select sum(revision) from accounts) as revision,
           (select string_agg(state || balance || coalesce(next_wake_at::text, ''), ',') from accounts) as accounts`;
  return row;
}

describe('sitetab simulate', () => {
  it('plays the future of a copy, with amounts and emails, and leaves the account as it is', async () => {
    const before = await living();
    const { code, said, complaint } = await simulate(
      ...['--account', account, '--days', '40', '--json'],
      ...['--payment', `${dayOf(Date.now() + 3 * DAY_MS)}=2.50`],
    );
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    const { events, ...rest } = JSON.parse(said) as {
      events: {
        at: string;
        kind: string;
        text: string;
        amount: string | null;
        balanceAfter: string | null;
      }[];
    };
    expect(rest).toMatchObject({ account, currency: 'EUR', name: 'Fenwick & Daughters' });
    const find = (kind: string, text: string) =>
      events.find((event) => event.kind === kind && event.text.includes(text));
    expect(find('charge', 'Domain')).toMatchObject({ amount: '-1.00' });
    expect(find('charge', 'Hosting')).toBeDefined();
    expect(events).toContainEqual(expect.objectContaining({ kind: 'payment', amount: '2.50' }));
    const [week, day, suspended] = [
      find('email', 'week to'),
      find('email', 'day to'),
      find('suspended', 'limit'),
    ];
    for (const event of [day, suspended, find('email', 'suspended to'), find('email', 'statement to')])
      expect(event).toBeDefined();
    const order = [week, day, suspended].flatMap((event) => (event === undefined ? [] : [event.at]));
    expect(order).toEqual(order.toSorted());
    expect(await living()).toEqual(before);
  });

  it('refuses what it cannot simulate in one line', async () => {
    const refused = (reason: string): Ended => ({ code: 1, said: '', complaint: `sitetab: ${reason}\n` });
    expect(await simulate('--account', newId(0))).toEqual(refused('Account not found.'));
    expect(await simulate('--account', 'fenwick')).toEqual(refused('Account not found.'));
    const days = await simulate('--account', account, '--days', '0');
    expect(days.complaint).toContain('Expected a number of days from 1 to 400.');
    const payment = await simulate('--account', account, '--payment', '5.00');
    expect(payment).toEqual(refused('"5.00" is not a date and an amount, such as 2026-05-04=49.00.'));
    const closed = await fixture.open({}, start);
    granted(await closeAccount(fixture.at(Date.now()), closed));
    expect(await simulate('--account', closed)).toEqual(
      refused('The account is closed: nothing more will happen to it.'),
    );
  });
});
