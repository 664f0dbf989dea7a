import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../setup/sandbox.js';
import {
  account,
  charge,
  entries,
  eventually,
  inState,
  emailKinds,
  emails,
  makePlan,
  openAccount,
  pay,
  recurringPlan,
  unique,
  unitPlan,
  use,
  type Account,
} from './account.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox('--now', '2031-01-01T00:00:00Z');
});

afterAll(async () => {
  expect(await sandbox.stop()).toEqual({ code: 0, left: [] });
});

/** The emails of these kinds with the minute each was sent. */
async function sent(id: string, ...kinds: string[]): Promise<string[]> {
  const rows = await emails(sandbox, id);
  return rows
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ kind, sentAt }) => `${kind} ${(sentAt ?? 'unsent').slice(0, 16)}`);
}

async function runwayMs(id: string): Promise<number> {
  const { limitDate } = await account(sandbox, id);
  return limitDate === null ? Infinity : Date.parse(limitDate) - Date.parse(await sandbox.now());
}

/** All of them live through the same January to March. */
describe('accounts from January on', () => {
  const ids: Record<string, string> = {};
  const slugs: Record<string, string> = {};
  const open = async (name: string, wanted: Record<string, unknown>): Promise<Account> => {
    const slug = unique(name.toLowerCase());
    const opened = await openAccount(sandbox, {
      email: `${slug}@example.com`,
      sites: [{ slug, name: slug, hostnames: [`${slug}.example`] }],
      ...wanted,
    });
    ids[name] = opened.id;
    slugs[name] = slug;
    return opened;
  };
  const id = (name: string): string => ids[name] ?? '';

  beforeAll(async () => {
    const advance = await recurringPlan(sandbox, '10.00', 'advance');
    const daily = await recurringPlan(sandbox, '31.00', 'arrears');
    const hits = await unitPlan(sandbox, 'requests', '0.01');
    await open('advance', { plans: [advance], creditLimit: '25.00' });
    await open('zone', {
      plans: [advance],
      creditLimit: '25.00',
      timeZone: 'America/New_York',
    });
    await open('scheduled', {});
    await pay(sandbox, id('scheduled'), '50.00');
    await sandbox.post(`/v1/accounts/${id('scheduled')}/scheduled-charges`, {
      amount: '60.00',
      description: 'Domain renewal',
      category: 'domain',
      dueOn: '2031-03-03',
    });
    await open('rich', { plans: [advance], creditLimit: '100000.00' });
    await open('rearm', { plans: [daily], creditLimit: '8.50' });
    await open('short', { plans: [daily], creditLimit: '0.50' });
    await open('traffic', { plans: [hits], creditLimit: '60.00' });
    await open('idle', {});
  });

  it('whose costs are only recurring have an exact limit date', async () => {
    expect(await account(sandbox, id('advance'))).toMatchObject({
      headroom: '15.00',
      limitDate: '2031-03-01T00:00:00.000Z',
      state: 'active',
    });
    expect((await account(sandbox, id('rich'))).limitDate).toBeNull();
    expect((await account(sandbox, id('idle'))).limitDate).toBeNull();
  });

  it('count days in their own time zone', async () => {
    expect((await account(sandbox, id('zone'))).limitDate).toMatch(/T0[45]:00:00.000Z$/);
  });

  it('include a scheduled charge in the projection and name it', async () => {
    expect((await account(sandbox, id('scheduled'))).limitDate).toBe('2031-03-03T00:00:00.000Z');
    const { reason } = await sandbox.get<{ reason: string }>(`/v1/accounts/${id('scheduled')}/projection`);
    expect(reason).toMatch(/domain renewal on 3 march/i);
  });

  it('with less than a day left get the day notice only, and at once', async () => {
    await sandbox.advance('PT1H');
    expect(await emailKinds(sandbox, id('short'))).toEqual(['day']);
    expect((await account(sandbox, id('short'))).notices).toEqual({ week: true, day: true });
    await sandbox.advance('PT13H');
    expect(await emailKinds(sandbox, id('short'))).toEqual(['day', 'suspended']);
    const { limitDate, state } = await account(sandbox, id('short'));
    expect(state).toBe('suspended');
    expect(Math.abs(Date.parse(limitDate ?? '') - Date.parse('2031-01-01T12:00:00Z'))).toBeLessThan(HOUR_MS);
  });

  it('get the week notice once, and again when a top-up has re-armed it', async () => {
    await sandbox.advanceTo('2031-01-02T09:00:00Z');
    expect(await emailKinds(sandbox, id('rearm'))).toEqual([]);
    await sandbox.advanceTo('2031-01-02T15:00:00Z');
    expect(await emailKinds(sandbox, id('rearm'))).toEqual(['week']);
    await sandbox.advanceTo('2031-01-04T12:00:00Z');
    expect(await emailKinds(sandbox, id('rearm'))).toEqual(['week']);
    // Five days left: two more do not re-arm, another two do.
    await pay(sandbox, id('rearm'), '2.00');
    await sandbox.advance('PT1H');
    expect((await account(sandbox, id('rearm'))).notices.week).toBe(true);
    await pay(sandbox, id('rearm'), '2.00');
    await sandbox.advance('PT1H');
    expect((await account(sandbox, id('rearm'))).notices).toEqual({ week: false, day: false });
    await sandbox.advanceTo('2031-01-10T00:00:00Z');
    expect((await sent(id('rearm'), 'week', 'day')).map((line) => line.slice(0, 15))).toEqual([
      'week 2031-01-02',
      'week 2031-01-06',
    ]);
    // Three and a half days are left: the day notice comes a day ahead and the end on 13 January.
    await sandbox.advanceTo('2031-01-14T00:00:00Z');
    expect((await sent(id('rearm'), 'day', 'suspended')).map((line) => line.slice(0, -6))).toEqual([
      expect.stringMatching(/^day 2031-01-12/),
      expect.stringMatching(/^suspended 2031-01-13/),
    ]);
  });

  it('that are reactivated for less than a week learn the limit date, and get no second notice for it', async () => {
    // One day a unit: 0.5 owed since 13 January at noon, so 3.00 more lasts until the 16th or a little later.
    const { headroom } = await account(sandbox, id('rearm'));
    expect(Number(headroom)).toBeLessThan(0);
    await pay(sandbox, id('rearm'), (3 - Number(headroom)).toFixed(2));
    const back = await inState(sandbox, id('rearm'), 'active');
    expect(back.state).toBe('active');
    await sandbox.advance('PT1H');
    expect((await account(sandbox, id('rearm'))).notices.week).toBe(true);
    const before = (await sent(id('rearm'), 'week')).length;
    await sandbox.advanceTo('2031-01-18T00:00:00Z');
    expect((await sent(id('rearm'), 'week')).length).toBe(before);
    expect(
      (await sent(id('rearm'), 'reactivated', 'day', 'suspended')).slice(2).map((line) => line.split(' ')[0]),
    ).toEqual(['reactivated', 'day', 'suspended']);
  });

  it('with steady traffic have a limit date on about the right day', async () => {
    for (let day = 18; day <= 27; day += 1) {
      await sandbox.advanceTo(`2031-01-${day}T12:00:00Z`);
      await use(sandbox, slugs['traffic'] ?? '', 'requests', '200');
    }
    // Ten days at 2.00 of 60.00 are used: twenty are left.
    const { headroom, pacePerDay } = await account(sandbox, id('traffic'));
    expect(headroom).toBe('40.00');
    expect(Number(pacePerDay)).toBeGreaterThan(1.5);
    expect(Number(pacePerDay)).toBeLessThan(2.5);
    const days = (await runwayMs(id('traffic'))) / DAY_MS;
    expect(days).toBeGreaterThan(16);
    expect(days).toBeLessThan(25);
    const { reason } = await sandbox.get<{ reason: string }>(`/v1/accounts/${id('traffic')}/projection`);
    expect(reason).toMatch(/traffic/i);
  });

  it('name a top-up in whole units that keeps them up for thirty days', async () => {
    for (const name of ['traffic', 'advance', 'zone']) {
      const before = await account(sandbox, id(name));
      if (before.suggestedTopUp === '0.00') {
        expect(await runwayMs(id(name)), name).toBeGreaterThanOrEqual(30 * DAY_MS - 60_000);
        continue;
      }
      expect(before.suggestedTopUp, name).toMatch(/^[1-9]\d*\.00$/);
      if (name === 'traffic') continue;
      await pay(sandbox, id(name), before.suggestedTopUp);
      expect(await runwayMs(id(name)), name).toBeGreaterThanOrEqual(30 * DAY_MS - 60_000);
    }
    const { suggestedTopUp } = await account(sandbox, id('traffic'));
    await pay(sandbox, id('traffic'), suggestedTopUp);
    expect(await runwayMs(id('traffic'))).toBeGreaterThanOrEqual(30 * DAY_MS - 60_000);
  });
});

describe('a suggested top-up', () => {
  it('is the least whole amount that reaches thirty days', async () => {
    await sandbox.advanceTo('2031-02-02T00:00:00Z');
    // In February 28.00 in arrears are 1.00 a day; from 1 March 28/31 a day.
    const plan = await recurringPlan(sandbox, '28.00', 'arrears');
    for (const [creditLimit, tax] of [
      ['5.00', undefined],
      ['5.37', undefined],
      ['-20.00', undefined],
      ['5.00', { name: 'VAT', percent: '19' }],
    ] as const) {
      const wanted = { plans: [plan], creditLimit, ...(tax === undefined ? {} : { tax }) };
      const enough = await openAccount(sandbox, wanted);
      const lessToo = await openAccount(sandbox, wanted);
      const { suggestedTopUp } = await account(sandbox, enough.id);
      expect(suggestedTopUp).toMatch(/^[1-9]\d*\.00$/);
      await pay(sandbox, enough.id, suggestedTopUp);
      await pay(sandbox, lessToo.id, (Number(suggestedTopUp) - 1).toFixed(2));
      for (const { id } of [enough, lessToo])
        expect((await inState(sandbox, id, 'active')).state).toBe('active');
      expect(await runwayMs(enough.id)).toBeGreaterThanOrEqual(30 * DAY_MS - 60_000);
      expect(await runwayMs(lessToo.id)).toBeLessThan(30 * DAY_MS);
    }
  });

  it('covers scheduled and advance charges within the thirty days', async () => {
    const plan = await recurringPlan(sandbox, '40.00', 'advance');
    const { id } = await openAccount(sandbox, { plans: [plan], creditLimit: '60.00' });
    await sandbox.post(`/v1/accounts/${id}/scheduled-charges`, {
      amount: '33.33',
      description: 'Domain renewal',
      category: 'domain',
      dueOn: '2031-02-20',
    });
    const { suggestedTopUp, headroom } = await account(sandbox, id);
    expect(suggestedTopUp).toBe(`${Math.ceil(40 + 33.33 - Number(headroom))}.00`);
    await pay(sandbox, id, suggestedTopUp);
    expect(await runwayMs(id)).toBeGreaterThanOrEqual(30 * DAY_MS - 60_000);
  });
});

describe('an account from its first notice to its suspension', () => {
  it('is notified a week and a day ahead and suspended, each to the minute, and nothing is posted twice', async () => {
    const plan = await recurringPlan(sandbox, '10.00', 'advance');
    await sandbox.advanceTo('2031-02-03T00:00:00Z');
    const { id, email } = await openAccount(sandbox, {
      plans: [plan],
      creditLimit: '25.00',
      name: 'Corner Bakery',
    });
    const posted = (await entries(sandbox, id))[0]?.amount;
    // 26 of 28 days of 10.00.
    expect(posted).toBe('-9.29');
    expect((await account(sandbox, id)).limitDate).toBe('2031-04-01T00:00:00.000Z');
    await sandbox.advanceTo('2031-03-25T00:01:00Z');
    expect(await sent(id, 'week', 'day', 'suspended')).toEqual(['week 2031-03-25T00:00']);
    expect((await account(sandbox, id)).nextWakeAt).toBe('2031-03-31T00:00:00.000Z');
    await sandbox.advanceTo('2031-03-31T23:59:00Z');
    expect(await sent(id, 'week', 'day', 'suspended')).toEqual([
      'week 2031-03-25T00:00',
      'day 2031-03-31T00:00',
    ]);
    expect((await account(sandbox, id)).state).toBe('active');
    await sandbox.advanceTo('2031-04-01T00:01:00Z');
    expect(await account(sandbox, id)).toMatchObject({
      state: 'suspended',
      limitDate: '2031-04-01T00:00:00.000Z',
    });
    const mails = await sandbox.mailsTo(email);
    const [week, day, suspended] = ['payment needed', 'will be', 'is suspended'].map((words) =>
      mails.find(({ subject }) => subject.includes(words)),
    );
    for (const mail of [week, day]) {
      expect(mail?.text).toContain('Corner Bakery');
      expect(mail?.text).toContain('€25.00');
      expect(mail?.text).toMatch(/1 Apr/);
      expect(mail?.text).toContain('UTC');
      expect(mail?.text).toMatch(/12 months|year/);
      expect(mail?.html).toMatch(/<html/i);
    }
    expect(suspended?.text).toContain('€4.29');
  });

  it('sends no warning while suspended, and recurring amounts go on', async () => {
    const plan = await recurringPlan(sandbox, '10.00', 'advance');
    const { id } = await openAccount(sandbox, { plans: [plan], creditLimit: '5.00' });
    const limitDate = (await inState(sandbox, id, 'suspended')).limitDate;
    await sandbox.advance('P70D');
    expect((await emailKinds(sandbox, id)).filter((kind) => kind !== 'statement')).toEqual(['suspended']);
    expect((await entries(sandbox, id)).map(({ amount }) => amount)).toEqual(['-10.00', '-10.00', '-10.00']);
    expect(await account(sandbox, id)).toMatchObject({ state: 'suspended', limitDate });
  });

  it('brings usage that hits the limit to a suspension without waiting for a wake', async () => {
    const plan = await unitPlan(sandbox, 'requests', '1');
    const slug = unique('surge');
    const { id } = await openAccount(sandbox, {
      plans: [plan],
      creditLimit: '10.00',
      sites: [{ slug, name: slug, hostnames: [] }],
    });
    await use(sandbox, slug, 'requests', '10');
    await sandbox.advance('PT1H');
    expect(await account(sandbox, id)).toMatchObject({ state: 'active', headroom: '0.00' });
    await use(sandbox, slug, 'requests', '0.01');
    await sandbox.advance('PT1H');
    expect(await account(sandbox, id)).toMatchObject({ state: 'suspended', headroom: '-0.01' });
  });

  it('posts a scheduled charge on its day, once, and a cancelled one never', async () => {
    const { id } = await openAccount(sandbox, { creditLimit: '100.00' });
    const path = `/v1/accounts/${id}/scheduled-charges`;
    const wanted = { amount: '12.00', description: 'Domain', category: 'domain' };
    const now = Date.parse(await sandbox.now());
    const on = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10);
    await sandbox.post(path, { ...wanted, dueOn: on(3) });
    const { id: dropped } = await sandbox.post<{ id: string }>(path, { ...wanted, dueOn: on(4) });
    expect((await sandbox.send('DELETE', `${path}/${dropped}`)).status).toBeLessThan(300);
    await sandbox.advance('P2D');
    expect(await entries(sandbox, id)).toEqual([]);
    await sandbox.advance('P8D');
    const allEntries = await entries(sandbox, id);
    expect(
      allEntries.map(({ category, amount, effectiveAt }) => `${category ?? ''} ${amount} ${effectiveAt}`),
    ).toEqual([`domain -12.00 ${on(3)}T00:00:00.000Z`]);
  });

  it('moves the limit date at once when a payment is posted', async () => {
    const plan = await makePlan(sandbox, { recurring: [{ id: 'a', amount: '300.00', timing: 'arrears' }] });
    const { id } = await openAccount(sandbox, { plans: [plan], creditLimit: '100.00' });
    const before = await runwayMs(id);
    await pay(sandbox, id, '100.00');
    expect(await runwayMs(id)).toBeGreaterThan(before + 5 * DAY_MS);
    await charge(sandbox, id, '100.00');
    const after = await eventually(
      () => runwayMs(id),
      (runway) => Math.abs(runway - before) < HOUR_MS,
    );
    expect(Math.abs(after - before)).toBeLessThan(HOUR_MS);
  });
});
