import { expect } from 'vitest';
import { type ApiFixture, HOSTING, open } from './fixture.js';

const IBAN = 'DE89370400440532013000';

/** Collects from a client by every route, as an owner without bank files does. */
export async function showDebitRoutes(api: ApiFixture): Promise<void> {
  const patch = (path: string, body: object) => api.ask(path, { method: 'PATCH', body });
  expect((await patch('/v1/direct-debit', { enabled: true })).body).toMatchObject({
    errors: [{ field: 'creditorId' }],
  });
  const settings = { enabled: true, creditorId: 'DE98 ZZZ 0999 9999 999', returnFee: '5.00' };
  expect((await patch('/v1/direct-debit', settings)).body).toMatchObject({
    creditorId: 'DE98ZZZ09999999999',
  });
  expect((await api.get('/v1/direct-debit')).body).toMatchObject({ noticeDays: 2, collector: 'bank' });
  const bankAccount = { holder: 'Northlight', iban: 'DE02120300000000202051' };
  await patch('/v1/sites/agency', { settings: { bankAccount } });

  const { id } = await open(api, { currency: HOSTING.currency });
  const base = `/v1/accounts/${id}`;
  expect((await api.post(`${base}/debits`, {})).status).toBe(409);
  const paper = { holder: 'Fenwick', iban: IBAN, signedOn: '2026-03-01', note: 'Folder 7' };
  const { status, body: mandate } = await api.post(`${base}/mandate`, paper);
  expect(status).toBe(201);
  expect(mandate).toMatchObject({ onPaper: true, lastFour: '3000', endedAt: null });
  expect(JSON.stringify(mandate)).not.toContain(IBAN);
  expect((await patch(`${base}/direct-debit`, { mode: 'off' })).body).toMatchObject({
    mode: 'off',
    offered: true,
  });
  expect((await api.get(`${base}/direct-debit`)).body).toMatchObject({ mandate: { id: mandate.id } });

  const charge = { amount: '40.00', description: 'Logo', category: 'design' };
  await api.post(`${base}/charges`, charge);
  expect((await api.post(`${base}/debits`, { amount: '99999.00' })).status).toBe(422);
  const announce = async () => {
    const { body, status: created } = await api.post(`${base}/debits`, { amount: '10.00' });
    expect(created).toBe(201);
    return body.id;
  };
  const first = await announce();
  const moved = await api.post(`/v1/debits/${first}/defer`, { collectOn: '2026-03-20' });
  expect(moved.body).toMatchObject({ state: 'announced', collectOn: '2026-03-20' });
  expect((await api.post(`/v1/debits/${first}/credit`, {})).status).toBe(409);
  expect((await api.post(`/v1/debits/${first}/cancel`, {})).body).toMatchObject({ state: 'cancelled' });

  const second = await announce();
  const { body: file } = await api.post('/v1/debit-files', { all: true }, 'one');
  expect(file).toMatchObject({ number: 1, debits: 1, total: '10.00' });
  expect((await api.post('/v1/debit-files', { all: true }, 'one')).body).toMatchObject({ id: file.id });
  expect((await api.get(`/v1/debit-files/${file.id}/content`)).status).toBe(200);
  expect((await api.post(`/v1/debit-files/${file.id}/refuse`, { reason: 'wrong' })).body).toMatchObject({
    refusedReason: 'wrong',
  });
  await api.post('/v1/debit-files', { all: true });
  expect((await api.get('/v1/debit-files')).body.data).toHaveLength(2);
  expect((await api.post(`/v1/debits/${second}/credit`, { on: '2026-03-10' })).body).toMatchObject({
    state: 'paid',
  });
  const back = await api.post(`/v1/debits/${second}/return`, { code: 'AC04' });
  expect(back.body).toMatchObject({ state: 'returned', returnCode: 'AC04' });
  expect((await api.get(`${base}/debits`)).body.data).toMatchObject([{ id: second }, { id: first }]);
  expect((await api.get('/v1/debits?state=returned')).body.data).toMatchObject([{ id: second }]);
  // The bank said that the account is closed: the mandate has ended.
  expect((await api.ask(`${base}/mandate`, { method: 'DELETE' })).status).toBe(404);
  await api.post(`${base}/mandate`, paper);
  expect((await api.ask(`${base}/mandate`, { method: 'DELETE' })).status).toBe(204);
}
