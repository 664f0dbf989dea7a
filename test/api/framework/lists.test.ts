import { beforeAll, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture, HOSTING, open } from '../fixture.js';

let api: ApiFixture;
let accountId: string;
let planId: string;
let backtestId: string;

beforeAll(async () => {
  api = await createApiFixture();
  accountId = (await open(api)).id;
  for (let number = 1; number <= 7; number += 1) {
    // Several at one instant: none may be lost or shown twice where one page ends and the next begins.
    if (number % 3 === 0) api.time.now += 1_000;
    await api.post(`/v1/accounts/${accountId}/payments`, { amount: `${number}.00`, method: 'bank' });
    await api.post('/v1/plans', { ...HOSTING, name: `Plan ${number}` });
    await api.post('/v1/sites', { slug: `site-${number}`, name: 'Site' });
    await open(api);
    const charge = {
      amount: '1.00',
      description: 'Domain',
      category: 'domain',
      dueOn: `2027-03-0${1 + (number % 3)}`,
    };
    await api.post(`/v1/accounts/${accountId}/scheduled-charges`, charge);
    await api.post(`/v1/accounts/${accountId}/promotions`, { name: 'Hi', kind: 'percent', percent: '1' });
    await api.post('/v1/meters', { name: `meter-${number}`, title: 'Meter', aggregation: 'sum' });
  }
  planId = (await api.post('/v1/plans', HOSTING)).body.id;
  backtestId = (await api.post(`/v1/plans/${planId}/backtest`)).body.id;
});

it.each([
  '/v1/plans',
  '/v1/accounts',
  '/v1/sites',
  '/v1/accounts/{id}/entries',
  '/v1/accounts/{id}/timeline',
  '/v1/accounts/{id}/scheduled-charges',
  '/v1/accounts/{id}/promotions',
  '/v1/meters',
])('%s is the same in pages of any size', async (list) => {
  const path = list.replace('{id}', accountId);
  const whole = (await api.get(`${path}?limit=200`)).body;
  expect(whole.next).toBeNull();
  expect(whole.data.length).toBeGreaterThanOrEqual(7);
  for (const limit of [1, 2, 3, whole.data.length]) {
    const rows: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await api.get(`${path}?limit=${limit}${cursor}`);
      rows.push(...(body.data as unknown[]));
      if (body.next === null) break;
      expect(body.data).toHaveLength(limit);
      cursor = `&cursor=${body.next}`;
    }
    expect(rows).toEqual(whole.data);
  }
});

it('have 50 rows by default', async () => {
  await Promise.all(
    Array.from({ length: 50 }, () =>
      api.post(`/v1/accounts/${accountId}/payments`, { amount: '1', method: 'cash' }),
    ),
  );
  const { body } = await api.get(`/v1/accounts/${accountId}/entries`);
  expect(body.data).toHaveLength(50);
  expect(body.data[0]?.number).toBe(57);
  expect(body.next).not.toBeNull();
});

it('takes a limit and a cursor of its own on every list there is', async () => {
  const ids: Record<string, string> = {
    '/v1/sites/{id}': 'agency',
    '/v1/accounts/{id}': accountId,
    '/v1/plans/{id}': planId,
  };
  const isList = (shape: unknown): boolean =>
    typeof shape === 'object' &&
    shape !== null &&
    'shape' in shape &&
    'next' in (shape.shape as object) &&
    'data' in (shape.shape as object);
  // Periods go on for ever: `count` limits them.
  const lists = api.routes.filter(
    ({ method, path, response }) => method === 'get' && isList(response) && !path.endsWith('/periods'),
  );
  expect(lists.length).toBeGreaterThan(12);
  for (const { path } of lists) {
    const listPath = path
      .replace(/^\/v1\/\w+\/\{id\}/, (start) => start.replace('{id}', ids[start] ?? ''))
      .replace('{backtestId}', backtestId);
    const { status, body } = await api.get(`${listPath}?limit=1`);
    expect({ path, status }).toEqual({ path, status: 200 });
    expect(body.data.length).toBeLessThanOrEqual(1);
    if (body.next !== null) {
      const next = await api.get(`${listPath}?limit=1&cursor=${body.next}`);
      expect({ path, status: next.status, rows: next.body.data.length }).toEqual({
        path,
        status: 200,
        rows: 1,
      });
      expect(next.body.data).not.toEqual(body.data);
    }
    expect((await api.get(`${listPath}?cursor=%21`)).status).toBe(400);
  }
});
