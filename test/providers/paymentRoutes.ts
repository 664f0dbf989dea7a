import { expect } from 'vitest';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { type ApiFixture, open } from '../api/fixture.js';
import { STRIPE_KEYS } from './fakeStripe.js';

/** Asks every route about paying, as their callers would. */
export async function showPaymentRoutes(api: ApiFixture): Promise<void> {
  await showProviders(api);
  const { id } = await open(api);
  const at = `/v1/accounts/${id}`;
  const checkout = {
    provider: 'stripe',
    amount: '49.00',
    successUrl: 'https://a.example',
    cancelUrl: 'https://a.example',
  };
  const { body: started } = await api.post(`${at}/checkout`, checkout);
  expect(started).toMatchObject({ amount: '49.00', url: expect.stringMatching(/^https:\/\//) as unknown });
  const change = { enabled: true, dailyCap: '100.00' };
  const { body: topUp } = await api.ask(`${at}/top-up`, { method: 'PATCH', body: change });
  expect(topUp).toMatchObject({
    enabled: true,
    dailyCap: '100.00',
    minimum: '0.00',
    card: null,
    attempts: [],
  });
  await payByCard(api, id);
  const { body: withCard } = await api.get(`${at}/top-up`);
  expect(withCard).toMatchObject({ card: { brand: 'visa', lastFour: '4242' } });
  expect(JSON.stringify(withCard)).not.toMatch(/pm_|cus_/);
  expect((await api.ask(`${at}/saved-card`, { method: 'DELETE' })).status).toBe(204);
  const { body: events } = await api.get('/v1/payment-events?state=posted');
  expect(events.data).toMatchObject([{ kind: 'paid', amount: '50.00', state: 'posted' }]);
  await seeToRefused(api, id);
  const { body: entries } = await api.get(`${at}/entries`);
  const refunded = await api.post(
    `/v1/entries/${entries.data[0]?.id ?? ''}/refund`,
    { amount: '5.00' },
    'refund-1',
  );
  expect(refunded.body).toEqual({ outcome: 'refunded' });
  await showBank(api, id);
}

async function showProviders(api: ApiFixture): Promise<void> {
  const path = '/v1/payment-providers/stripe';
  const { body: set } = await api.ask(path, { method: 'PATCH', body: STRIPE_KEYS });
  expect(set).toMatchObject({ provider: 'stripe', enabled: true, set: ['secretKey', 'webhookSecret'] });
  const { body: list } = await api.get('/v1/payment-providers');
  expect(list.data).toHaveLength(2);
  for (const key of Object.values(STRIPE_KEYS)) expect(JSON.stringify([set, list])).not.toContain(key);
  expect((await api.ask(path, { method: 'DELETE' })).status).toBe(204);
  await api.ask(path, { method: 'PATCH', body: STRIPE_KEYS });
}

async function payByCard(api: ApiFixture, accountId: string): Promise<void> {
  const savedCard = {
    customerId: 'cus_1',
    methodId: 'pm_1',
    brand: 'visa',
    lastFour: '4242',
    expires: '2030-04',
  };
  const frame = { eventId: 'evt_route', paymentId: 'pi_route', at: api.time.now, accountId, savedCard };
  const paid = { ...frame, kind: 'paid' as const, minor: 5_000n, currency: 'EUR', method: 'card' };
  await handleProviderEvent(api.fixture.at(api.time.now), 'stripe', paid);
}

/** A report in a currency other than the account's is listed for the owner. */
async function seeToRefused(api: ApiFixture, accountId: string): Promise<void> {
  const frame = { eventId: 'evt_odd', paymentId: 'pi_odd', at: api.time.now, accountId };
  const paid = { ...frame, kind: 'paid' as const, minor: 700n, currency: 'USD', method: 'card' };
  await handleProviderEvent(api.fixture.at(api.time.now), 'stripe', paid);
  const { body: refused } = await api.get('/v1/payment-events?state=refused');
  expect(refused.data).toMatchObject([{ paymentId: 'pi_odd', resolvedAt: null }]);
  const path = `/v1/payment-events/${refused.data[0]?.id ?? ''}/resolve`;
  const { body: seenTo } = await api.ask(path, { method: 'POST' });
  expect(seenTo).toMatchObject({ paymentId: 'pi_odd', resolvedAt: expect.any(String) as unknown });
  expect((await api.ask(path, { method: 'POST' })).body).toEqual(seenTo);
}

async function showBank(api: ApiFixture, accountId: string): Promise<void> {
  const csv =
    'Buchungstag;Name;Zweck;Betrag;Waehrung\n02.03.2026;Jörg;nobody;+5,00;EUR\n03.03.2026;Jörg;no;+6,00;EUR\n';
  const send = (query: string) =>
    api.ask(`/v1/bank-imports?name=march.csv${query}`, { method: 'POST', raw: csv, type: 'text/csv' });
  const dryRun = await send('&dryRun=true');
  expect(dryRun).toMatchObject({
    status: 200,
    body: {
      dryRun: true,
      questions: [],
      totals: { EUR: { in: '11.00' } },
      counts: { incoming: 2, headings: 1 },
    },
  });
  expect((await api.get('/v1/bank-imports')).body.data).toEqual([]);
  const { profile } = dryRun.body as unknown as { profile: { id: string } };
  const { body: imported } = await send(`&profile=${profile.id}`);
  expect(imported).toMatchObject({ name: 'march.csv', posted: 0, unmatched: 2 });
  expect((await api.get(`/v1/bank-imports/${imported.id}`)).body).toEqual(imported);
  expect((await api.get('/v1/bank-imports')).body.data).toEqual([imported]);
  const { body: lines } = await api.get(`/v1/bank-lines?state=unmatched&import=${imported.id}`);
  const [last, first] = lines.data;
  expect(lines.data).toHaveLength(2);
  const { body: line } = await api.post(`/v1/bank-lines/${first?.id ?? ''}/assign`, { accountId });
  expect(line).toMatchObject({ state: 'posted', accountId });
  const { body: gone } = await api.post(`/v1/bank-lines/${last?.id ?? ''}/dismiss`, { reason: 'a loan' });
  expect(gone).toMatchObject({ state: 'dismissed', reason: 'a loan' });
  const { body: profiles } = await api.get('/v1/bank-profiles');
  expect(profiles.data).toMatchObject([{ id: profile.id, name: 'march.csv', account: '' }]);
  const path = `/v1/bank-profiles/${profile.id}`;
  expect((await api.ask(path, { method: 'DELETE' })).status).toBe(204);
  expect((await api.ask(path, { method: 'DELETE' })).status).toBe(404);
}
