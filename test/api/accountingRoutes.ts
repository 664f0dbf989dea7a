import { expect } from 'vitest';
import { type ApiFixture, open } from './fixture.js';

/** Sets accounts, books a payment, and reads the month by every route. */
export async function showAccountingRoutes(api: ApiFixture): Promise<void> {
  const patch = (path: string, body: object) => api.ask(path, { method: 'PATCH', body });
  const { id } = await open(api);
  await api.post(`/v1/accounts/${id}/payments`, { amount: '10.00', method: 'bank' });
  const change = { chart: 'skr04', debtors: { mode: 'numbered', start: 20_000 } };
  expect((await patch('/v1/accounting/settings', change)).body).toMatchObject(change);
  expect((await api.get('/v1/accounting/settings')).body).toMatchObject({ ...change, dateOrder: 'DMY' });
  expect((await patch(`/v1/accounts/${id}/debtor`, { number: 20_001 })).body).toEqual({ number: 20_001 });
  const wrong = await patch('/v1/accounting/settings', { datev: { consultant: 5 } });
  expect([wrong.status, wrong.body]).toMatchObject([422, { errors: [{ field: 'datev.consultant' }] }]);
  const month = new Date(api.time.now).toISOString().slice(0, 7);
  const summed = await api.get(`/v1/accounting?month=${month}`);
  expect(summed.body).toMatchObject({ isFinal: false, missing: expect.any(Array) as unknown });
  const lacking = await api.get(`/v1/accounting?month=${month}&format=datev`);
  expect([lacking.status, lacking.body.errors.map(({ field }) => field)]).toEqual([
    ...[409, ['datev.client', 'datev.consultant']],
  ]);
  expect((await api.get(`/v1/accounting/taxes?month=${month}`)).body).toEqual({
    taxes: [],
    reverseCharge: [],
  });
  expect((await api.get('/v1/accounting/taxes?quarter=2026-Q5')).status).toBe(400);
}
