import { beforeAll, describe, expect, it } from 'vitest';
import { compareWhatIf, type Comparison, type WhatIf } from '../../src/accounts/whatIf.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { addDays, DAY_MS } from '../../src/core/values/zone.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { change, settle, use } from '../setup/activities.js';
import { granted, type Fixture } from '../setup/fixture.js';
import { createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;
let fixture: Fixture;
let starter: string;
let studio: string;
let dollars: string;
let account: string;

const NOW = '2026-03-10T12:00:00Z';

beforeAll(async () => {
  site = await createPagesFixture();
  ({ fixture } = site.api);
  const perHit = (unitPrice: string) => ({
    id: 'hits',
    name: 'Hits',
    meter: 'requests',
    model: 'graduated' as const,
    bands: [{ unitPrice }],
  });
  starter = await fixture.plan({ name: 'Starter', usage: [perHit('0.01')] });
  const base = { id: 'base', name: 'Hosting', amount: '31.00', timing: 'advance' as const };
  studio = await fixture.plan({ name: 'Studio', recurring: [base], usage: [perHit('0.001')] });
  dollars = await fixture.plan({ name: 'Dollars', currency: 'USD' });
  account = await opened();
});

/** An account with a month of traffic and 40 euros. */
async function opened(): Promise<string> {
  const tax = { name: 'VAT', percent: '20' };
  const id = await fixture.open({ timeZone: 'UTC', plans: [starter], tax }, '2026-02-01T00:00:00Z');
  await pay(id, '80.00', '2026-02-01T00:00:00Z');
  for (let date = '2026-02-01'; date <= '2026-03-09'; date = addDays(date, 1))
    await use(fixture, id, `${date}T12:00:00Z`, 100);
  await settle(fixture, id, '2026-03-01T01:00:00Z');
  return id;
}

async function pay(id: string, amount: string, now = NOW): Promise<void> {
  const payment = { amount, method: 'bank', reference: amount };
  granted(await recordPayment(fixture.at(now), id, payment, `${id} ${amount}`));
}

async function compare(id: string, input: WhatIf): Promise<Comparison> {
  return granted(await compareWhatIf(fixture.at(NOW), id, input));
}

async function stored(): Promise<unknown> {
  const { sql } = fixture.database;
  const [row] = await sql`
    select (select count(*) from entries) as entries, (select count(*) from assignments) as assignments,
           (select count(*) from audit) as audit, (select count(*) from outbox) as outbox,
           (select sum(revision) from accounts) as revision`;
  return row;
}

describe('what if', () => {
  it('nothing is assumed: both columns are today’s, and today’s are those of the account', async () => {
    const { today, whatIf } = await compare(account, {});
    expect(whatIf).toEqual(today);
    const { limitDate, headroom, pacePerDay, suggestedTopUp } = granted(
      await loadAccount(fixture.at(NOW), account),
    );
    expect(today).toMatchObject({
      limitDate,
      headroom,
      pacePerDay,
      suggestedTopUp,
      suspensionDate: limitDate,
    });
    expect(today.periods).toHaveLength(3);
  });

  it('a payment, a limit, a suspension policy or another plan: exactly what really happens then, and nothing is stored', async () => {
    const before = await stored();
    const wanted: WhatIf[] = [
      { payment: { amount: '25.00' } },
      { creditLimit: '50.00' },
      { suspensionPolicy: { graceDays: 10, windows: [{ days: ['mon'], from: '09:00', to: '17:00' }] } },
      { plans: [studio], effective: 'period' },
      { plans: [studio], suspensionPolicy: { graceDays: 3 } },
      { plans: [starter, studio], effective: '2026-03-20', payment: { amount: '5.00' } },
    ];
    const foreseen: Comparison[] = [];
    for (const input of wanted) foreseen.push(await compare(account, input));
    expect(await stored()).toEqual(before);
    for (const [index, { payment, ...terms }] of wanted.entries()) {
      const real = await opened();
      if (payment !== undefined) await pay(real, payment.amount);
      if (Object.keys(terms).length > 0) await change(fixture, real, terms, NOW);
      const { whatIf, today } = foreseen[index] ?? (await compare(real, {}));
      expect(whatIf).toEqual((await compare(real, {})).today);
      expect(whatIf).not.toEqual(today);
    }
  });

  it('a meter without usage has nothing that could be multiplied', async () => {
    const { today, whatIf } = await compare(account, { traffic: { meters: { storage: '9' } } });
    expect(whatIf).toEqual(today);
  });

  it('is refused with the field and a reason', async () => {
    const refusals: [WhatIf, object][] = [
      [{ plans: [dollars] }, { refused: 'currency_mismatch', field: 'plans[0]' }],
      [{ effective: 'period' }, { field: 'effective', detail: 'is only allowed with plans' }],
      [
        { plans: [studio], effective: '2026-03-01' },
        { field: 'effective', detail: 'must not be in the past' },
      ],
      [{ creditLimit: '1.005' }, { field: 'creditLimit' }],
      [{ payment: { amount: '1.005' } }, { field: 'payment.amount' }],
      [{ payment: { amount: '-5.00' } }, { field: 'payment.amount', detail: 'must be more than zero' }],
      [
        { payment: { amount: '5.00', on: '2026-03-09' } },
        { field: 'payment.on', detail: 'must not be in the past' },
      ],
      [{ suspensionPolicy: { graceDays: 0 } }, { field: 'suspensionPolicy.graceDays' }],
      [{ suspensionPolicy: { holidays: { region: 'XX' } } }, { field: 'suspensionPolicy.holidays.region' }],
      [{ traffic: { factor: '-1' } }, { field: 'traffic.factor', detail: 'must not be negative' }],
      [{ traffic: { factor: '1001' } }, { field: 'traffic.factor', detail: 'must not be more than 1000' }],
      [
        { traffic: { meters: { sheep: '2' } } },
        { field: 'traffic.meters.sheep', detail: 'There is no meter "sheep".' },
      ],
    ];
    for (const [input, refusal] of refusals)
      expect(await compareWhatIf(fixture.at(NOW), account, input)).toMatchObject(refusal);
    expect(await compareWhatIf(fixture.at(NOW), starter, {})).toMatchObject({ refused: 'not_found' });
  });
});

describe('the API', () => {
  it('compares, refuses unknown fields, and names the field of a refusal', async () => {
    const path = `/v1/accounts/${account}/what-if`;
    const { status, body } = await site.api.post(path, {
      traffic: { factor: '2' },
      payment: { amount: '10.00', on: '2026-03-12' },
    });
    expect(status).toBe(200);
    const { today, whatIf } = body as unknown as Record<'today' | 'whatIf', { pacePerDay: string }>;
    expect(Number(whatIf.pacePerDay) / Number(today.pacePerDay)).toBeCloseTo(2, 1);
    expect(body).toMatchObject({
      currency: 'EUR',
      today: { state: 'active', notices: [{ kind: 'week' }, { kind: 'day' }] },
      whatIf: { periods: [{ start: '2026-03-01' }, { start: '2026-04-01' }, { start: '2026-05-01' }] },
    });
    expect(await site.api.post(path, { discount: '5' })).toMatchObject({ status: 400 });
    expect(await site.api.post(path, { payment: { amount: '1.005' } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'payment.amount' }] },
    });
  });

  it('moves the suspension by an assumed policy, and back to the tenant’s by null', async () => {
    const path = `/v1/accounts/${account}/what-if`;
    const ask = async (suspensionPolicy: object | null) => {
      const { status, body } = await site.api.post(path, { suspensionPolicy });
      expect(status).toBe(200);
      type Suspended = Record<'limitDate' | 'suspensionDate' | 'suspensionReason', string>;
      return body as unknown as Record<'today' | 'whatIf', Suspended>;
    };
    const { today, whatIf } = await ask({ graceDays: 10 });
    expect([today.suspensionDate, today.suspensionReason]).toEqual([today.limitDate, 'limit']);
    expect(whatIf).toMatchObject({ limitDate: today.limitDate, suspensionReason: 'grace' });
    expect(Date.parse(whatIf.suspensionDate) - Date.parse(today.limitDate)).toBe(10 * DAY_MS);
    const general = await ask(null);
    expect(general.whatIf).toEqual(general.today);
    expect(await site.api.post(path, { suspensionPolicy: { noticeHours: 500 } })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'suspensionPolicy.noticeHours' }] },
    });
  });
});

describe('the page', () => {
  it('shows both columns and the difference, and errors beside their fields', async () => {
    const owner = await site.ownersBrowser();
    const path = `/sites/agency/console/accounts/${account}/what-if`;
    expect((await owner.get(path.replace('/what-if', ''))).text).toContain(`href="${path}"`);
    expect((await owner.get(path)).text).toContain('What if: Fenwick');
    const { text, status } = await owner.post(path, {
      ...{ plan: studio, instead: starter, when: 'period', date: '', creditLimit: '1,000.00' },
      ...{ paymentAmount: '10.00', paymentOn: '', factor: '1.5', meter: '*' },
    });
    expect(status).toBe(200);
    for (const shown of ['Today', 'What if', 'Difference', 'Hosting', 'later', '+1,010.00'])
      expect(text).toContain(shown);
    const wrong = await owner.post(path, { plan: '', factor: '-2', paymentAmount: '', meter: '*' });
    expect(wrong.text).toMatch(/id="factor-error"[^>]*>[^<]*must not be negative|must not be negative/);
    expect((await owner.post(path, { paymentAmount: '1', paymentOn: '2026-01-01' })).text).toContain(
      'must not be in the past',
    );
    const later = await owner.post(path, { whose: 'own', graceDays: '10' });
    for (const shown of ['the grace after the limit ends', '10 days later', 'value="10"'])
      expect(later.text).toContain(shown);
    expect((await owner.post(path, { whose: 'own', graceDays: '91' })).text).toContain('from 1 to 90');
    expect((await owner.post(path, { whose: 'own', windows: 'Mon' })).text).toContain('cannot be read at');
  });
});
