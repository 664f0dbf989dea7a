import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { transact } from '../../src/core/transact.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { loadStatements } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { settleDue } from '../../src/ledger/settleDue.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import {
  change,
  chargedByLine,
  entriesOf,
  event,
  inShort,
  settle,
  slugOf,
  use,
  view,
} from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture(20);
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

const traffic = (unitPrice = '1') => ({
  id: 'traffic',
  name: 'Requests served',
  meter: 'requests',
  model: 'graduated' as const,
  bands: [{ unitPrice }],
});
const hosting = { id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'advance' as const };
const care = { id: 'care', amount: '6.20', timing: 'arrears' as const };
const OPENED = '2026-03-01T00:00:00Z';
const IN_UTC = { timeZone: 'UTC', creditLimit: '1000.00' };
/** A period's end and the whole hour over which settlements are spread. */
const AFTER_MARCH = '2026-04-01T01:00:00Z';

describe('settling a period', () => {
  it('posts each line once, dated and described, with its tax behind it', async () => {
    const plan = await fixture.plan({
      startupCharge: '99.00',
      recurring: [hosting, care],
      usage: [traffic()],
    });
    const account = await fixture.open(
      { ...IN_UTC, plans: [plan], tax: { name: 'VAT', percent: '19' } },
      OPENED,
    );
    await use(fixture, account, '2026-03-10T12:00:00Z', '7');
    await settle(fixture, account, AFTER_MARCH);
    const entries = await entriesOf(fixture, account);
    expect(entries.map(inShort)).toEqual([
      'charge/startup (startup) -99.00 @2026-03-01T00:00Z',
      'tax -18.81 @2026-03-01T00:00Z',
      'charge/recurring hosting -31.00 @2026-03-01T00:00Z',
      'tax -5.89 @2026-03-01T00:00Z',
      'charge/recurring care -6.20 @2026-04-01T00:00Z',
      'tax -1.18 @2026-04-01T00:00Z',
      'charge/usage traffic -7.00 @2026-04-01T00:00Z',
      'tax -1.33 @2026-04-01T00:00Z',
      'charge/recurring hosting -31.00 @2026-04-01T00:00Z',
      'tax -5.89 @2026-04-01T00:00Z',
    ]);
    expect(entries.map((entry) => entry.description)).toEqual([
      'Start-up charge',
      'VAT on Start-up charge',
      'Hosting, 1 Mar – 31 Mar 2026',
      'VAT on Hosting, 1 Mar – 31 Mar 2026',
      'care, 1 Mar – 31 Mar 2026',
      'VAT on care, 1 Mar – 31 Mar 2026',
      'Requests served, 1 Mar – 31 Mar 2026',
      'VAT on Requests served, 1 Mar – 31 Mar 2026',
      'Hosting, 1 Apr – 30 Apr 2026',
      'VAT on Hosting, 1 Apr – 30 Apr 2026',
    ]);
    expect(entries[6]).toMatchObject({
      quantity: '7',
      contraAccount: 'revenue:usage',
      periodDate: '2026-03-01',
    });
  });

  it('posts nothing the second time, nor for ten at once', async () => {
    const plan = await fixture.plan({ recurring: [hosting, care], usage: [traffic()], minimum: '50.00' });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    await Promise.all(Array.from({ length: 10 }, () => chargeUsage(fixture.at(AFTER_MARCH), account)));
    const once = (await entriesOf(fixture, account)).map(inShort);
    expect(once).toEqual([
      'charge/recurring hosting -31.00 @2026-03-01T00:00Z',
      'charge/recurring care -6.20 @2026-04-01T00:00Z',
      'charge/minimum minimum -12.80 @2026-04-01T00:00Z',
      'charge/recurring hosting -31.00 @2026-04-01T00:00Z',
    ]);
    await settle(fixture, account, AFTER_MARCH);
    await settle(fixture, account, '2026-04-30T00:00:00Z');
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual(once);
    const { periods } = granted(await loadStatements(fixture.at(AFTER_MARCH), account, { limit: 10 }));
    expect(periods).toMatchObject([
      { startDate: '2026-03-01', openingNumber: 0, closingNumber: 3, closingBalance: -50_00n },
    ]);
  });

  it('waits out the account’s own spread and counts what is due as accrued meanwhile', async () => {
    const plan = await fixture.plan({ recurring: [hosting] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    await settle(fixture, account, '2026-04-01T00:00:00Z');
    const before = await view(fixture, account, '2026-04-01T00:00:00Z');
    expect(before).toMatchObject({ balance: '-31.00', accrued: '31.00', headroom: '938.00' });
    await settle(fixture, account, AFTER_MARCH);
    const after = await view(fixture, account, AFTER_MARCH);
    expect(after).toMatchObject({ balance: '-62.00', accrued: '0.00', headroom: '938.00' });
  });

  it('leaves nothing behind when it is broken off', async () => {
    const plan = await fixture.plan({ recurring: [care], usage: [traffic()] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    const before = await view(fixture, account, AFTER_MARCH);
    const broken = transact(fixture.database.sql, async (transaction) => {
      await settleDue(fixture.at(AFTER_MARCH), transaction, account);
      throw new Error('the machine went away');
    });
    await expect(broken).rejects.toThrow('went away');
    expect(await entriesOf(fixture, account)).toEqual([]);
    expect(await view(fixture, account, AFTER_MARCH)).toEqual(before);
    await settle(fixture, account, AFTER_MARCH);
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      'charge/recurring care -6.20 @2026-04-01T00:00Z',
    ]);
  });

  it('prorates minimum and maximum, but no bands, in a short first period', async () => {
    const low = await fixture.plan({ minimum: '31.00', usage: [traffic('0.01')] });
    const high = await fixture.plan({ maximum: '31.00', usage: [traffic()] });
    const account = await fixture.open({ ...IN_UTC, plans: [low, high] }, '2026-03-22T15:00:00Z');
    await use(fixture, account, '2026-03-22T16:00:00Z', '40');
    await settle(fixture, account, AFTER_MARCH);
    expect((await entriesOf(fixture, account)).map(inShort).sort()).toEqual([
      'charge/maximum maximum 30.00 @2026-04-01T00:00Z',
      'charge/minimum minimum -9.60 @2026-04-01T00:00Z',
      'charge/usage traffic -0.40 @2026-04-01T00:00Z',
      'charge/usage traffic -40.00 @2026-04-01T00:00Z',
    ]);
  });

  it('posts planned charges at their day’s first instant, once, with tax', async () => {
    const account = await fixture.open(
      { timeZone: 'Asia/Tokyo', tax: { name: 'VAT', percent: '10' }, creditLimit: '500.00' },
      OPENED,
    );
    const renewal = { amount: '12.00', description: 'fenwick.example, a year', category: 'domain' };
    granted(await scheduleCharge(fixture.at(OPENED), account, { ...renewal, dueOn: '2026-03-03' }));
    await settle(fixture, account, '2026-03-02T14:59:59Z');
    expect(await entriesOf(fixture, account)).toEqual([]);
    expect((await view(fixture, account, '2026-03-02T15:00:00Z')).accrued).toBe('13.20');
    await Promise.all([1, 2, 3].map(() => settle(fixture, account, '2026-03-02T15:00:00Z')));
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      'charge/domain -12.00 @2026-03-02T15:00Z',
      'tax -1.20 @2026-03-02T15:00Z',
    ]);
    expect((await view(fixture, account, '2026-03-02T15:00:00Z')).accrued).toBe('0.00');
  });
});

describe('late usage', () => {
  it('is posted as the difference, at the old version’s prices, in the open period; the statement stays', async () => {
    const plan = await fixture.plan({ usage: [traffic('1')] });
    const dear = await fixture.plan({ usage: [traffic('9')] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    await use(fixture, account, '2026-03-10T12:00:00Z', '7');
    await settle(fixture, account, AFTER_MARCH);
    await change(fixture, account, { plans: [dear], effective: '2026-04-01' }, AFTER_MARCH);
    const statement = granted(await loadStatements(fixture.at(AFTER_MARCH), account, { limit: 1 })).periods;
    await use(fixture, account, '2026-03-31T23:59:59Z', '3', '2026-04-05T00:00:00Z');
    expect((await view(fixture, account, '2026-04-05T00:00:00Z')).accrued).toBe('3.00');
    await settle(fixture, account, '2026-04-05T00:00:00Z');
    await settle(fixture, account, '2026-04-06T00:00:00Z');
    const entries = await entriesOf(fixture, account);
    expect(entries.map(inShort)).toEqual([
      'charge/usage traffic -7.00 @2026-04-01T00:00Z',
      'charge/usage traffic -3.00 @2026-04-05T00:00Z',
    ]);
    expect(entries[1]?.description).toBe('Late usage: Requests served, 1 Mar – 31 Mar 2026');
    const { periods } = granted(await loadStatements(fixture.at(AFTER_MARCH), account, { limit: 1 }));
    expect(periods).toEqual(statement);
    await use(fixture, account, '2026-04-06T00:00:00Z', '1');
    await settle(fixture, account, '2026-05-01T01:00:00Z');
    const may = granted(await loadStatements(fixture.at('2026-05-02T00:00:00Z'), account, { limit: 1 }));
    expect(may.periods).toMatchObject([{ startDate: '2026-04-01', openingNumber: 1, closingNumber: 3 }]);
  });

  it('that comes every hour for a day is one correction, and none is lost where the account closes meanwhile', async () => {
    const plan = await fixture.plan({ usage: [traffic()] });
    for (const closes of [false, true]) {
      const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
      await settle(fixture, account, AFTER_MARCH);
      const acts: (string | null)[] = [];
      for (let hour = 2; hour < 24; hour += 1) {
        const now = `2026-04-01T${String(hour).padStart(2, '0')}:00:00Z`;
        await use(fixture, account, '2026-03-31T23:00:00Z', '1', now);
        acts.push((await assess(fixture.at(now), account))?.due ?? null);
        expect((await view(fixture, account, now)).accrued).toBe(`${hour - 1}.00`);
      }
      expect(acts).not.toContain('chargeUsage');
      if (closes) {
        const now = '2026-04-01T23:30:00Z';
        granted(await closeAccount(fixture.at(now), account));
        await settle(fixture, account, now);
      } else {
        const now = '2026-04-02T02:00:00Z';
        expect((await assess(fixture.at(now), account))?.due).toBe('chargeUsage');
        await settle(fixture, account, now);
      }
      const late = (await entriesOf(fixture, account))
        .map(inShort)
        .filter((entry) => entry.includes('traffic'));
      expect(late).toEqual([expect.stringMatching(/^charge\/usage traffic -22\.00 /)]);
    }
  });

  it('that overtakes a minimum is gathered for a day, as any other', async () => {
    const plan = await fixture.plan({ usage: [traffic()], minimum: '10.00' });
    const account = await fixture.open({ ...IN_UTC, plans: [plan], creditLimit: '100.00' }, OPENED);
    await settle(fixture, account, AFTER_MARCH);
    const dueAt = async (now: string) => (await assess(fixture.at(now), account))?.due ?? null;
    await use(fixture, account, '2026-03-31T23:00:00Z', '15', '2026-04-02T02:00:00Z');
    expect(await dueAt('2026-04-02T02:00:00Z')).not.toBe('chargeUsage');
    expect(await dueAt('2026-04-03T02:00:00Z')).toBe('chargeUsage');
  });

  it('takes a minimum back that it overtakes, with its tax', async () => {
    const plan = await fixture.plan({ usage: [traffic()], minimum: '10.00' });
    const account = await fixture.open(
      { ...IN_UTC, plans: [plan], tax: { name: 'VAT', percent: '20' } },
      OPENED,
    );
    await use(fixture, account, '2026-03-10T12:00:00Z', '4');
    await settle(fixture, account, AFTER_MARCH);
    await use(fixture, account, '2026-03-11T12:00:00Z', '11', '2026-04-02T00:00:00Z');
    await settle(fixture, account, '2026-04-02T00:00:00Z');
    expect((await entriesOf(fixture, account)).slice(-4).map(inShort)).toEqual([
      'charge/usage traffic -11.00 @2026-04-02T00:00Z',
      'tax -2.20 @2026-04-02T00:00Z',
      'charge/minimum minimum 6.00 @2026-04-02T00:00Z',
      'tax 1.20 @2026-04-02T00:00Z',
    ]);
    await settle(fixture, account, '2026-04-03T00:00:00Z');
    expect((await view(fixture, account, '2026-04-03T00:00:00Z')).balance).toBe('-18.00');
  });

  it('is never lost and never counted twice when it comes while the period is being settled', async () => {
    const plan = await fixture.plan({ usage: [traffic('0.01')] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    const slug = await slugOf(fixture, account);
    const now = AFTER_MARCH;
    const batches = Array.from({ length: 40 }, (_, batch) =>
      recordUsage(
        fixture.at(now),
        Array.from({ length: 5 }, (__, index) =>
          event(slug, `2026-03-${10 + index}T0${batch % 10}:00:00Z`, 100),
        ),
      ),
    );
    const settlements = Array.from({ length: 12 }, () => settle(fixture, account, now));
    const verdicts = await Promise.all(batches);
    await Promise.all(settlements);
    expect(verdicts.reduce((sum, verdict) => sum + verdict.accepted, 0)).toBe(200);
    await settle(fixture, account, now);
    expect((await view(fixture, account, now)).balance).toBe('-200.00');
    expect((await view(fixture, account, now)).accrued).toBe('0.00');
  });
});

describe('changing plans', () => {
  it('at a date, credits the unused days of what was paid ahead and charges the new plan’s share', async () => {
    const cheap = await fixture.plan({ recurring: [hosting], usage: [traffic()] });
    const dear = await fixture.plan({ startupCharge: '5.00', recurring: [{ ...hosting, amount: '62.00' }] });
    const account = await fixture.open({ ...IN_UTC, plans: [cheap] }, OPENED);
    await use(fixture, account, '2026-03-10T23:59:59Z', '3');
    await change(fixture, account, { plans: [dear], effective: '2026-03-11' }, '2026-03-11T09:00:00Z');
    await use(fixture, account, '2026-03-11T00:00:00Z', '100', '2026-03-11T09:00:00Z');
    await settle(fixture, account, '2026-03-11T09:00:00Z');
    await settle(fixture, account, AFTER_MARCH);
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      'charge/recurring hosting -31.00 @2026-03-01T00:00Z',
      'charge/recurring hosting 21.00 @2026-03-01T00:00Z',
      'charge/startup (startup) -5.00 @2026-03-11T00:00Z',
      'charge/recurring hosting -42.00 @2026-03-11T00:00Z',
      'charge/usage traffic -3.00 @2026-04-01T00:00Z',
      'charge/recurring hosting -62.00 @2026-04-01T00:00Z',
    ]);
    expect((await entriesOf(fixture, account))[1]?.description).toBe(
      'Correction: Hosting, 1 Mar – 10 Mar 2026',
    );
  });

  it('at the period’s start by default, without touching the period that runs', async () => {
    const first = await fixture.plan({ recurring: [hosting] });
    const second = await fixture.plan({ recurring: [{ ...hosting, amount: '62.00' }] });
    const account = await fixture.open({ ...IN_UTC, plans: [first] }, OPENED);
    await change(fixture, account, { plans: [second] }, '2026-03-11T09:00:00Z');
    await settle(fixture, account, '2026-03-31T23:00:00Z');
    await settle(fixture, account, AFTER_MARCH);
    expect((await entriesOf(fixture, account)).map(inShort)).toEqual([
      'charge/recurring hosting -31.00 @2026-03-01T00:00Z',
      'charge/recurring hosting -62.00 @2026-04-01T00:00Z',
    ]);
  });

  it('charges the start-up amount the first time on a plan only, a change taken back in time not counted', async () => {
    const home = await fixture.plan({ recurring: [] });
    const other = await fixture.plan({ startupCharge: '50.00' });
    const account = await fixture.open({ ...IN_UTC, plans: [home] }, OPENED);
    const startups = async (now: string) => {
      await settle(fixture, account, now);
      return (await entriesOf(fixture, account)).filter((entry) => entry.category === 'startup').map(inShort);
    };
    await change(fixture, account, { plans: [other] }, '2026-03-05T00:00:00Z');
    await change(fixture, account, { plans: [home] }, '2026-03-06T00:00:00Z');
    expect(await startups('2026-04-02T00:00:00Z')).toEqual([]);
    await change(fixture, account, { plans: [other] }, '2026-04-05T00:00:00Z');
    expect(await startups('2026-05-02T00:00:00Z')).toEqual([
      'charge/startup (startup) -50.00 @2026-05-01T00:00Z',
    ]);
    await change(fixture, account, { plans: [home], effective: '2026-05-10' }, '2026-05-10T09:00:00Z');
    await change(fixture, account, { plans: [other], effective: '2026-05-20' }, '2026-05-20T09:00:00Z');
    expect(await startups('2026-06-02T00:00:00Z')).toHaveLength(1);
  });

  it('leaves alone a plan that goes on when others come and go', async () => {
    const stays = await fixture.plan({ recurring: [hosting], usage: [traffic()] });
    const extra = await fixture.plan({ recurring: [{ ...hosting, id: 'extra', amount: '3.10' }] });
    const account = await fixture.open({ ...IN_UTC, plans: [stays] }, OPENED);
    await change(
      fixture,
      account,
      { plans: [stays, extra], effective: '2026-03-11' },
      '2026-03-11T09:00:00Z',
    );
    await change(fixture, account, { plans: [stays], effective: '2026-03-21' }, '2026-03-15T09:00:00Z');
    await settle(fixture, account, AFTER_MARCH);
    expect(Object.values(chargedByLine(await entriesOf(fixture, account))).sort()).toEqual([
      100n,
      3100n,
      3100n,
    ]);
  });

  it('lets a plan that was to end go on as it was', async () => {
    const kept = await fixture.plan({ recurring: [hosting], usage: [traffic()] });
    const other = await fixture.plan({ recurring: [hosting] });
    const account = await fixture.open({ ...IN_UTC, plans: [kept] }, OPENED);
    await change(fixture, account, { plans: [other], effective: '2026-03-21' }, '2026-03-05T00:00:00Z');
    await change(fixture, account, { plans: [kept], effective: '2026-03-10' }, '2026-03-06T00:00:00Z');
    await settle(fixture, account, AFTER_MARCH);
    const held = (await view(fixture, account, AFTER_MARCH)).plans.filter((plan) => plan.until !== plan.from);
    expect(held).toMatchObject([{ id: kept, from: '2026-03-01', until: null }]);
    expect(Object.values(chargedByLine(await entriesOf(fixture, account)))).toEqual([3100n, 3100n]);
  });
});

describe('a settled line that was reversed', () => {
  it('stays reversed: it is neither posted again nor given back a second time', async () => {
    const plan = await fixture.plan({ recurring: [hosting], usage: [traffic()], minimum: '40.00' });
    const account = await fixture.open(
      { ...IN_UTC, plans: [plan], tax: { name: 'VAT', percent: '10' } },
      OPENED,
    );
    await use(fixture, account, '2026-03-10T12:00:00Z', '4');
    await settle(fixture, account, AFTER_MARCH);
    for (const entry of await entriesOf(fixture, account)) {
      const waived =
        entry.category === 'minimum' || (entry.line === 'hosting' && entry.periodDate === '2026-04-01');
      if (waived) granted(await reverseEntry(fixture.at(AFTER_MARCH), entry.id, { reason: 'goodwill' }));
    }
    await settle(fixture, account, '2026-04-02T00:00:00Z');
    expect((await view(fixture, account, '2026-04-02T00:00:00Z')).balance).toBe('-38.50');
    await use(fixture, account, '2026-03-11T12:00:00Z', '20', '2026-04-02T00:00:00Z');
    await change(fixture, account, { plans: [], effective: '2026-04-11' }, '2026-04-05T00:00:00Z');
    await settle(fixture, account, '2026-04-12T00:00:00Z');
    // The late usage alone: neither the minimum it overtakes nor April's unused days were ever paid.
    expect((await view(fixture, account, '2026-04-12T00:00:00Z')).balance).toBe('-60.50');
  });
});

describe('closing', () => {
  it('settles the running period by days, credits what was paid ahead, and posts late usage on the last statement', async () => {
    const plan = await fixture.plan({ recurring: [hosting, care], usage: [traffic()] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    await use(fixture, account, '2026-03-10T12:00:00Z', '2');
    await settle(fixture, account, AFTER_MARCH);
    await use(fixture, account, '2026-03-20T12:00:00Z', '5', '2026-04-10T10:00:00Z');
    await use(fixture, account, '2026-04-10T09:00:00Z', '4', '2026-04-10T10:00:00Z');
    const renewal = { amount: '12.00', description: 'domain', category: 'domain', dueOn: '2026-06-01' };
    granted(await scheduleCharge(fixture.at(AFTER_MARCH), account, renewal));
    granted(await closeAccount(fixture.at('2026-04-10T10:00:00Z'), account));
    await Promise.all([1, 2, 3].map(() => settle(fixture, account, '2026-04-10T10:00:01Z')));
    expect((await entriesOf(fixture, account)).slice(-4).map(inShort)).toEqual([
      'charge/usage traffic -5.00 @2026-04-10T10:00Z',
      'charge/recurring hosting 20.67 @2026-04-01T00:00Z',
      'charge/recurring care -2.07 @2026-04-10T10:00Z',
      'charge/usage traffic -4.00 @2026-04-10T10:00Z',
    ]);
    const closed = await view(fixture, account, '2026-04-11T00:00:00Z');
    expect(closed).toMatchObject({ state: 'closed', accrued: '0.00', limitDate: null });
    const { periods } = granted(await loadStatements(fixture.at(AFTER_MARCH), account, { limit: 1 }));
    expect(periods).toMatchObject([{ openingNumber: 3, closingNumber: 8, closingBalance: -60_60n }]);
    const at = fixture.at('2026-04-11T00:00:00Z');
    granted(await recordPayment(at, account, { amount: '60.60', method: 'bank' }));
    const paid = await view(fixture, account, '2026-04-11T00:00:00Z');
    expect(paid).toMatchObject({ state: 'closed', balance: '0.00' });
  });

  it('settles an account that has never been looked at, however long it was left', async () => {
    const plan = await fixture.plan({ recurring: [care] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan] }, OPENED);
    granted(await closeAccount(fixture.at('2026-06-15T10:00:00Z'), account));
    await settle(fixture, account, '2026-06-15T10:00:00Z');
    expect((await view(fixture, account, '2026-06-16T00:00:00Z')).balance).toBe('-21.70');
    expect(
      granted(await loadStatements(fixture.at(AFTER_MARCH), account, { limit: 9 })).periods,
    ).toHaveLength(4);
  });
});

describe('a correction bears the tax of what it corrects', () => {
  const VAT = { name: 'VAT', percent: '19' };
  const ahead = { id: 'base', amount: '31.00', timing: 'advance' as const };
  const taxesOf = async (account: string) =>
    (await entriesOf(fixture, account)).map(inShort).filter((entry) => entry.startsWith('tax'));

  it('when a plan is cut, whatever the account’s tax has become', async () => {
    for (const [before, after, wanted] of [
      [VAT, null, ['tax -5.89', 'tax 2.85']],
      [null, VAT, []],
      [VAT, { name: 'VAT', percent: '7' }, ['tax -5.89', 'tax 2.85']],
    ] as const) {
      const plan = await fixture.plan({ recurring: [ahead] });
      const none = await fixture.plan({});
      const account = await fixture.open({ ...IN_UTC, plans: [plan], tax: before }, OPENED);
      await settle(fixture, account, OPENED);
      await change(fixture, account, { tax: after }, '2026-03-10T12:00:00Z');
      // 15 of 31 days are given back.
      await change(fixture, account, { plans: [none], effective: '2026-03-17' }, '2026-03-10T12:00:00Z');
      const foreseen = await view(fixture, account, '2026-03-10T12:00:00Z');
      await settle(fixture, account, '2026-03-17T01:00:00Z');
      const posted = await view(fixture, account, '2026-03-17T01:00:00Z');
      expect((await taxesOf(account)).map((tax) => tax.split(' @')[0])).toEqual(wanted);
      expect(posted.headroom).toBe(foreseen.headroom);
    }
  });

  it('late usage that of its own period, whether it was charged then or not', async () => {
    for (const [quantity, tax] of [
      ['5', VAT],
      ['0', VAT],
      ['5', null],
      ['0', null],
    ] as const) {
      const plan = await fixture.plan({ usage: [traffic()] });
      const account = await fixture.open({ ...IN_UTC, plans: [plan], tax }, OPENED);
      if (quantity !== '0') await use(fixture, account, '2026-03-05T12:00:00Z', quantity);
      await settle(fixture, account, AFTER_MARCH);
      const taxes = (await taxesOf(account)).length;
      await change(fixture, account, { tax: tax === null ? VAT : null }, '2026-04-02T12:00:00Z');
      await use(fixture, account, '2026-03-06T12:00:00Z', '15', '2026-04-03T12:00:00Z');
      const before = await view(fixture, account, '2026-04-03T12:00:00Z');
      await settle(fixture, account, '2026-04-03T12:00:00Z');
      const late = (await taxesOf(account)).slice(taxes).map((entry) => entry.split(' @')[0]);
      expect(late).toEqual(tax === null ? [] : ['tax -2.85']);
      expect((await view(fixture, account, '2026-04-03T12:00:00Z')).headroom).toBe(before.headroom);
    }
  });

  it('nothing where the tax was taken back by itself', async () => {
    const plan = await fixture.plan({ recurring: [ahead] });
    const account = await fixture.open({ ...IN_UTC, plans: [plan], tax: VAT }, OPENED);
    await settle(fixture, account, OPENED);
    const tax = (await entriesOf(fixture, account)).find(({ kind }) => kind === 'tax');
    granted(await reverseEntry(fixture.at('2026-03-02T12:00:00Z'), tax?.id ?? '', { reason: 'exempt' }));
    await change(
      fixture,
      account,
      { plans: [await fixture.plan({})], effective: '2026-03-17' },
      '2026-03-10T12:00:00Z',
    );
    await settle(fixture, account, '2026-03-17T01:00:00Z');
    expect((await view(fixture, account, '2026-03-17T01:00:00Z')).balance).toBe('-16.00');
  });
});
