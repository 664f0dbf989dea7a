import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, createApiWorld, HOSTING, open } from './harness.js';

let api: ApiWorld;
let accountId: string;

beforeAll(async () => {
  api = await createApiWorld();
  accountId = (await open(api)).id;
  for (let number = 1; number <= 7; number += 1) {
    // Several at one instant: none may be lost or shown twice where one page ends and the next begins.
    if (number % 3 === 0) api.time.now += 1_000;
    await api.post(`/v1/accounts/${accountId}/payments`, { amount: `${number}.00`, method: 'bank' });
    await api.post('/v1/plans', { ...HOSTING, name: `Plan ${number}` });
    await api.post('/v1/sites', { slug: `site-${number}`, name: 'Site' });
    await open(api);
  }
});
afterAll(() => api.drop());

it.each([
  '/v1/plans',
  '/v1/accounts',
  '/v1/sites',
  '/v1/accounts/{id}/entries',
  '/v1/accounts/{id}/timeline',
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

it('are 50 long when nothing is said', async () => {
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
