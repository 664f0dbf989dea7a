import { setImmediate as nextRound } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { loadAccounts } from '../../../src/accounts/loadAccount.js';
import { inTurn } from '../../../src/platform/inTurn.js';
import { type Answered, type ApiFixture, createApiFixture } from '../fixture.js';

// An account as large as the bounds allow is looked at in a moment, and many of them let others through.

const PLANS = 10;
const METERS = 50;
const SITES = 100;
const DAYS = 10;
/** Reading so much of a form costs what a machine is fast; a look at the largest account costs some times that. */
const FLOOR_FORM = 'a=b&'.repeat(50_000);
const TIMES_FLOOR = 25;
const TRIES = 3;

let api: ApiFixture;
let largest: string;

beforeAll(async () => {
  api = await createApiFixture();
  largest = await openLargest();
});

async function openLargest(): Promise<string> {
  for (let nth = 3; nth < METERS; nth += 1) {
    await api.post('/v1/meters', { name: meterOf(nth), title: 'Meter', aggregation: 'sum' });
  }
  const plans: string[] = [];
  for (let nth = 0; nth < PLANS; nth += 1) plans.push(await planOf(`Plan ${nth}`, METERS));
  const { id } = (await open('largest', plans, SITES)).body;
  await api.fixture.database.sql`
    insert into usage_days (site_id, account_id, meter_id, day, total, peak, latest, latest_at, events)
    select s.id, s.account_id, m.id, date '2026-03-10' - d, 10, 10, 10, '2026-03-10T00:00:00Z', 1
      from sites s, meters m, generate_series(0, ${DAYS - 1}) d
     where s.account_id = ${id} and m.aggregation = 'sum'`;
  return id;
}

const meterOf = (nth: number): string => ['requests', 'bandwidth', 'storage'][nth] ?? `meter-${nth}`;

async function planOf(name: string, parts: number): Promise<string> {
  const { body, status } = await api.post('/v1/plans', {
    name,
    currency: 'EUR',
    recurring: Array.from({ length: 50 }, (_, nth) => ({ id: `r${nth}`, amount: '0.01', timing: 'arrears' })),
    usage: Array.from({ length: parts }, (_, nth) => ({
      id: `u${nth}`,
      meter: meterOf(nth % METERS),
      model: 'graduated',
      bands: Array.from({ length: 10 }, (_, band) => ({
        unitPrice: `0.0${band + 1}`,
        ...(band < 9 ? { upTo: String(1_000 * (band + 1)) } : {}),
      })),
    })),
  });
  expect(status).toBe(201);
  return body.id;
}

function open(slug: string, plans: readonly string[], sites: number): Promise<Answered> {
  return api.post('/v1/accounts', {
    name: slug,
    email: 'client@client.example',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    billingDay: 1,
    creditLimit: '1000000.00',
    plans,
    sites: Array.from({ length: sites }, (_, nth) => ({
      slug: `${slug}-${nth}`,
      name: 'Site',
      hostnames: [],
    })),
  });
}

async function costMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

async function least(work: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let nth = 0; nth < TRIES; nth += 1) least = Math.min(least, await work());
  return least;
}

it('reading the largest account costs a bounded multiple of reading a form', async () => {
  const floor = await least(() => costMs(() => [...new URLSearchParams(FLOOR_FORM)]));
  const cost = await least(() => costMs(() => api.get(`/v1/accounts/${largest}`)));
  expect(cost).toBeLessThan(floor * TIMES_FLOOR);
});

/** The most processor time that passes without the event loop going round. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let [isDone, longest] = [false, 0];
  const watching = (async () => {
    while (!isDone) longest = Math.max(longest, await costMs(() => nextRound()));
  })();
  await work();
  isDone = true;
  await watching;
  return longest;
}

it('ten concurrent reads of it delay other requests no longer than one does', async () => {
  const one = await least(() => longestHold(() => api.get(`/v1/accounts/${largest}`)));
  const ten = await least(() =>
    longestHold(() => Promise.all(Array.from({ length: 10 }, () => api.get(`/v1/accounts/${largest}`)))),
  );
  expect(ten).toBeLessThan(one * 4);
});

it('other requests run between two long computations, however many are queued', async () => {
  const order: string[] = [];
  const busy = (): void => {
    for (const until = performance.now() + 12; performance.now() < until;);
    order.push('work');
  };
  const works = Array.from({ length: 4 }, () => inTurn(busy));
  const others = (async () => {
    for (let nth = 0; nth < 4; nth += 1) {
      await nextRound();
      order.push('other');
    }
  })();
  await Promise.all([...works, others]);
  expect(order.join(' ')).not.toContain('work work');
});

it('a computation that fails affects only its own request', async () => {
  const failing = inTurn(() => {
    throw new Error('on purpose');
  });
  const sound = inTurn(() => 'done');
  await expect(failing).rejects.toThrow('on purpose');
  expect(await sound).toBe('done');
});

it('no account grows beyond the size limit by opening, by changing plans, or by a replacement for all', async () => {
  const full = (await api.get(`/v1/accounts/${largest}`)).body.plans.length;
  expect(full).toBe(PLANS);
  const all = (await api.get('/v1/plans?limit=200')).body.data.map(({ id }) => id);
  const more = await planOf('One more', 1);
  const opened = await open('larger', [...all, more], 1);
  expect(opened.status).toBe(422);
  expect(opened.body.errors).toEqual([
    { field: 'plans', reason: expect.stringContaining('more than 1,000 amounts and usage parts') as string },
  ]);
  const patch = await api.ask(`/v1/accounts/${largest}`, {
    method: 'PATCH',
    body: { plans: [...all, more], effective: 'period' },
  });
  expect(patch.status).toBe(422);
  const [first] = all;
  const replaced = await api.post(`/v1/plans/${first ?? ''}/replace`, { with: more, effective: 'period' });
  expect(replaced.body).toEqual({
    accounts: 0,
    stayed: [
      { account: largest, reason: expect.stringContaining('the account would have more than') as string },
    ],
  });
});

it('a list that takes longer than its share ends its page early, and goes on with the next', async () => {
  const { fixture } = api;
  const context = fixture.at(api.time.now);
  const seen: string[] = [];
  for (let after: string | undefined; ;) {
    const page = { limit: 50, shareMs: 0, ...(after === undefined ? {} : { after }) };
    const { accounts, isCut } = await loadAccounts(context, page);
    seen.push(...accounts.map(({ id }) => id));
    expect(accounts.length).toBeLessThanOrEqual(1);
    if (!isCut) break;
    after = accounts.at(-1)?.id;
  }
  const { accounts } = await loadAccounts(context, { limit: 50 });
  expect(seen).toEqual(accounts.map(({ id }) => id));
  expect(seen).toContain(largest);
});

it('plans are changed two thousand times and no more', async () => {
  const { sql } = api.fixture.database;
  const plan = await planOf('Often', 1);
  const { id } = (await open('often', [plan], 1)).body;
  await sql`
    insert into assignments (id, account_id, plan_id, version_id, from_date, to_date, startup, created_at, actor)
    select gen_random_uuid(), account_id, plan_id, version_id, date '2020-01-01', date '2020-01-01', false, created_at, actor
      from assignments, generate_series(1, 1999) where account_id = ${id}`;
  const other = await planOf('Other', 1);
  const body = { plans: [other], effective: 'period' };
  const refused = await api.ask(`/v1/accounts/${id}`, { method: 'PATCH', body });
  expect([refused.status, refused.body.errors[0]?.reason]).toEqual([
    422,
    'the account would have more than 2,000 changes of plan behind it',
  ]);
});

it('sites times meters that are not summed are bounded, since each is read by itself', async () => {
  for (let nth = 0; nth < 25; nth += 1) {
    await api.post('/v1/meters', { name: `stand-${nth}`, title: 'Standing', aggregation: 'max' });
  }
  const plan = await api.post('/v1/plans', {
    name: 'Storage',
    currency: 'EUR',
    usage: Array.from({ length: 25 }, (_, nth) => ({
      id: `u${nth}`,
      meter: `stand-${nth}`,
      model: 'percentage',
      percent: '1',
    })),
  });
  const refused = await open('standing', [plan.body.id], 100);
  expect(refused.body.errors).toEqual([
    { field: 'plans', reason: expect.stringContaining('more than 2,000 readings') as string },
  ]);
  expect((await open('standing', [plan.body.id], 80)).status).toBe(201);
});

it('a tenant keeps a hundred meters', async () => {
  const statuses = new Set<number>();
  for (let nth = 0; nth < 100; nth += 1) {
    const { status } = await api.post('/v1/meters', {
      name: `extra-${nth}`,
      title: 'Extra',
      aggregation: 'sum',
    });
    statuses.add(status);
  }
  expect([...statuses]).toEqual([201, 409]);
});
