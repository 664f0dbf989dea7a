import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture, fenwick, HOSTING, open } from '../fixture.js';

let api: ApiFixture;
let accountId: string;
let planId: string;
let entryId: string;
let disputedId: string;
let lineId: string;

beforeAll(async () => {
  api = await createApiFixture();
  accountId = (await open(api)).id;
  planId = (await api.post('/v1/plans', { ...HOSTING, name: 'Compared' })).body.id;
  const payment = await api.post(`/v1/accounts/${accountId}/payments`, { amount: '5.00', method: 'bank' });
  entryId = payment.body.id;
  const another = await api.post(`/v1/accounts/${accountId}/payments`, { amount: '6.00', method: 'bank' });
  disputedId = another.body.id;
  await api.post(`/v1/entries/${disputedId}/dispute`, { reason: 'called back' });
  const csv = 'Date,Reference,Amount\n2026-03-01,nobody,+7.00\n';
  await api.post('/v1/bank-imports', { csv, name: 'march.csv', currency: 'EUR' });
  lineId = (await api.get('/v1/bank-lines')).body.data[0]?.id ?? '';
});

const text = { description: 'x', category: 'design' };
const account = fenwick();

/**
 * Held to their keys by other tests: a refund through a provider by topUp.test.ts, debits and their files by those in
 * test/payments/debits, bulk actions by bulk.test.ts.
 */
const BULK = ['adjust', 'charge', 'exempt', 'hold', 'plan', 'release', 'tag', 'untag'];
const ELSEWHERE = [
  '/v1/entries/{id}/refund',
  '/v1/accounts/{id}/promotions/{promotionId}/end',
  '/v1/accounts/{id}/debits',
  '/v1/debit-files',
  ...BULK.map((action) => `/v1/bulk/${action}`),
];

/** Every other route that takes a key, with a body and another one. */
const KEYED: readonly (readonly [string, object, object])[] = [
  ['/v1/plans', HOSTING, { ...HOSTING, name: 'Other' }],
  ['/v1/plans/{planId}/backtest', { months: 1 }, { months: 2 }],
  ['/v1/accounts', account, { ...account, name: 'Other' }],
  ['/v1/sites', { slug: 'a', name: 'A', hostnames: ['a.example'] }, { slug: 'a', name: 'B' }],
  ['/v1/accounts/{id}/payments', { amount: '1', method: 'bank' }, { amount: '2', method: 'bank' }],
  ['/v1/accounts/{id}/charges', { amount: '1', ...text }, { amount: '1', ...text, category: 'domain' }],
  ['/v1/accounts/{id}/refunds', { amount: '1', method: 'bank' }, { amount: '1', method: 'cash' }],
  ['/v1/accounts/{id}/adjustments', { amount: '1', description: 'x' }, { amount: '-1', description: 'x' }],
  [
    '/v1/accounts/{id}/scheduled-charges',
    { amount: '1', ...text, dueOn: '2026-05-01' },
    { amount: '1', ...text, dueOn: '2026-05-02' },
  ],
  [
    '/v1/accounts/{id}/promotions',
    { name: 'Hi', kind: 'credit', amount: '1' },
    { name: 'Hi', kind: 'credit', amount: '2' },
  ],
  ['/v1/entries/{entryId}/reverse', { reason: 'mistake' }, { reason: 'another' }],
  ['/v1/entries/{disputedId}/resolve', { outcome: 'upheld' }, { outcome: 'dismissed' }],
  ['/v1/bank-lines/{lineId}/assign', { accountId: '{id}' }, { accountId: 'another' }],
];
/** What they do changes something that was there already. */
const CHANGING = ['/v1/entries/{disputedId}/resolve', '/v1/bank-lines/{lineId}/assign'];

const filled = (text: string): string =>
  text
    .replace('{id}', accountId)
    .replace('{planId}', planId)
    .replace('{entryId}', entryId)
    .replace('{disputedId}', disputedId)
    .replace('{lineId}', lineId);
const bodyOf = (body: object): object => JSON.parse(filled(JSON.stringify(body))) as object;

it('is offered by exactly these routes', () => {
  const offered = api.routes.filter((route) => route.keyed === true).map(({ path }) => path);
  const shown = KEYED.map(([path]) => path.replace(/\{\w+\}/, '{id}'));
  expect(offered.sort()).toEqual([...shown, ...ELSEWHERE].sort());
});

describe.each(KEYED)('POST %s', (path, body, other) => {
  const status = CHANGING.includes(path) ? 200 : 201;
  const key = `key of ${path}`.replaceAll(' ', '-');

  it('acts once, also for concurrent requests, and returns the first response again', async () => {
    const before = await rows();
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => api.post(filled(path), bodyOf(body), key)),
    );
    for (const answer of responses) {
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual(responses[0]?.body);
    }
    const after = await rows();
    expect(after - before).toBe(1);
    // Long after, when everything looks different, it is still the first answer.
    api.time.now += 3_600_000;
    await api.post(`/v1/accounts/${accountId}/payments`, { amount: '3', method: 'bank' });
    const again = await api.post(filled(path), bodyOf(body), key);
    expect(again).toMatchObject({ status, body: responses[0]?.body });
  });

  it('refuses the key with another body, and does nothing', async () => {
    const before = await rows();
    const refused = await api.post(filled(path), bodyOf(other), key);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: 'urn:sitetab:problem:idempotency_conflict' },
    });
    expect(await rows()).toBe(before);
  });
});

it('refuses a key that was used on another route', async () => {
  const key = 'one key, two routes'.replaceAll(/[ ,]/g, '-');
  expect((await api.post('/v1/plans', HOSTING, key)).status).toBe(201);
  const payment = { amount: '1', method: 'bank' };
  expect((await api.post(`/v1/accounts/${accountId}/payments`, payment, key)).status).toBe(409);
});

it('keeps no key of what was refused', async () => {
  const path = `/v1/accounts/${accountId}/payments`;
  expect((await api.post(path, { amount: '0', method: 'bank' }, 'repaired')).status).toBe(422);
  expect((await api.post(path, { amount: '1', method: 'bank' }, 'repaired')).status).toBe(201);
});

it('counts one key for one account, whatever order the fields come in', async () => {
  const path = `/v1/accounts/${accountId}/payments`;
  const first = await api.post(path, { amount: '7', method: 'bank', reference: 'r' }, 'order');
  const second = await api.post(path, { reference: 'r', method: 'BANK', amount: '7' }, 'order');
  expect(second.body).toEqual(first.body);
  const elsewhere = (await open(api)).id;
  const other = await api.post(
    `/v1/accounts/${elsewhere}/payments`,
    { amount: '7', method: 'bank', reference: 'r' },
    'order',
  );
  expect(other.status).toBe(409);
});

/** Everything these requests make, counted together: a charge has no tax here, an opening posts nothing. */
async function rows(): Promise<number> {
  const [row] = await api.fixture.database.sql<{ count: number }[]>`
    select (select count(*) from entries) + (select count(*) from accounts) + (select count(*) from plans)
         + (select count(*) from sites where account_id is null) + (select count(*) from scheduled_charges)
         + (select count(*) from promotions)
         + (select count(*) from tasks) as count`;
  return row?.count ?? 0;
}
