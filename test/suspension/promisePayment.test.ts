import { beforeEach, describe, expect, it } from 'vitest';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadTimeline } from '../../src/ledger/loadHistory.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { loadPayPage, makeDoorLink, makePayLink, promiseByLink } from '../../src/payments/payLink.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { exemptAccount, placeHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { promisePayment } from '../../src/suspension/promisePayment.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOON = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let fixture: Fixture;
let account: string;

const allow = async (settings: Record<string, string>): Promise<void> => {
  granted(await changeSite(fixture.at(NOON - HOUR), fixture.siteId, { settings }));
};
const stateOf = async (id: string): Promise<unknown> => {
  const [row] = await fixture.database.sql`select state from accounts where id = ${id}`;
  return row?.['state'];
};
const ask = (days: number, now = NOON) => promisePayment(fixture.at(now), account, days);

beforeEach(async () => {
  fixture = await createFixture(20);
  account = await fixture.open({ name: 'Fenwick' }, NOON - DAY);
  const charge = { amount: '9.00', description: 'Domain', category: 'domain' };
  granted(await postCharge(fixture.at(NOON - HOUR), account, charge));
  await decideState(fixture.at(NOON - HOUR), account);
});

describe('a client’s promise', () => {
  it('is refused until the tenant allows it', async () => {
    expect(isRefusal(await ask(3))).toBe(true);
    expect(await stateOf(account)).toBe('suspended');
  });

  it('reactivates the account to the end of the day, tells the Owner and stays in the history', async () => {
    await allow({ promiseDays: '3' });
    expect(granted(await ask(3))).toMatchObject({ days: 3, through: '2026-03-13' });
    await decideState(fixture.at(NOON), account);
    expect(await stateOf(account)).toBe('active');
    const { sql } = fixture.database;
    const [exemption] = await sql`select until, given_for, granted_by from exemptions where ended_at is null`;
    expect(exemption).toEqual({
      until: Date.parse('2026-03-14T00:00:00Z'),
      givenFor: 'client',
      grantedBy: 'test',
    });
    const emails = await sql`select recipient_address, content from emails where kind = 'promise'`;
    expect(emails).toMatchObject([
      {
        recipientAddress: 'owner@agency.example',
        content: { name: 'Fenwick', days: 3, day: '2026-03-13', balance: '-900', wasSuspended: true },
      },
    ]);
    const { past } = granted(await loadTimeline(fixture.at(NOON + 1), account, { limit: 10 }));
    expect(past.map(({ kind }) => kind)).toContain('account.promise');
    // And when it is over without a payment, the account is suspended as usual.
    await decideState(fixture.at(NOON + 4 * DAY), account);
    expect(await stateOf(account)).toBe('suspended');
    expect(await ask(3, NOON + 5 * DAY)).toMatchObject({ refused: 'conflict' });
    granted(await ask(1, NOON + 91 * DAY));
  });

  it('is granted once where it is asked for many times at once', async () => {
    await allow({ promiseDays: '5' });
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((days) => ask(days)));
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1);
    const { sql } = fixture.database;
    expect(await sql`select id from exemptions`).toHaveLength(1);
    expect(await sql`select id from emails where kind = 'promise'`).toHaveLength(1);
  });

  it('is refused on hold, with more time already, above the debt allowed and for more days than allowed', async () => {
    await allow({ promiseDays: '2', promiseUpTo: '8.99' });
    expect(await ask(2)).toMatchObject({ refused: 'conflict', detail: 'More than 8.99 EUR is owed.' });
    await allow({ promiseUpTo: '9.00' });
    for (const days of [0, 3, 1.5, NaN]) expect(await ask(days)).toMatchObject({ refused: 'invalid' });
    granted(await exemptAccount(fixture.at(NOON), account, { until: NOON + DAY }));
    expect(await ask(1)).toMatchObject({ detail: 'The account already has more time.' });
    granted(await exemptAccount(fixture.at(NOON), account, { until: null }));
    granted(await placeHold(fixture.at(NOON), account, { reason: 'a talk' }));
    expect(await ask(1)).toMatchObject({ detail: 'The account is on hold.' });
  });

  it('ends once more is owed than it allows, and goes on when a payment makes that good', async () => {
    await allow({ promiseDays: '9', promiseUpTo: '20.00' });
    granted(await ask(9));
    await decideState(fixture.at(NOON), account);
    const charge = { amount: '11.01', description: 'Design', category: 'design' };
    granted(await postCharge(fixture.at(NOON + HOUR), account, charge));
    await decideState(fixture.at(NOON + HOUR), account);
    expect(await stateOf(account)).toBe('suspended');
    const shown = granted(await loadAccount(fixture.at(NOON + HOUR), account));
    expect(shown.exemptUntil).toBeNull();
    const payment = { amount: '0.01', method: 'bank', reference: 'x' };
    granted(await recordPayment(fixture.at(NOON + 2 * HOUR), account, payment, 'x'));
    await decideState(fixture.at(NOON + 2 * HOUR), account);
    expect(await stateOf(account)).toBe('active');
  });

  it('is given by the link of an email, never by that of a suspended site’s public page', async () => {
    await allow({ promiseDays: '2' });
    const { secrets, database } = fixture;
    const [site] = await database.sql<{ id: string }[]>`select id from sites where account_id = ${account}`;
    const context = fixture.at(NOON);
    const door = makeDoorLink(secrets, site?.id ?? '', NOON);
    expect(await loadPayPage(context, door)).toMatchObject({ promise: { kind: 'off' } });
    expect(await promiseByLink(context, door, 1)).toMatchObject({ refused: 'not_found' });
    const link = makePayLink(secrets, account, NOON);
    expect(await loadPayPage(context, link)).toMatchObject({ promise: { kind: 'may', everyDays: 90 } });
    granted(await promiseByLink({ ...context, actor: 'system/pay-link' }, link, 1));
    const [audit] = await database.sql`select actor, site_id from audit where action = 'account.promise'`;
    expect(audit).toEqual({ actor: 'system/pay-link', siteId: fixture.siteId });
    expect(await loadPayPage(context, link)).toMatchObject({ promise: { kind: 'exempt' } });
  });
});
