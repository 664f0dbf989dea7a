import { expect } from 'vitest';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { type ApiFixture, open } from './fixture.js';

/** Issues an invoice, and reads it by every route. */
export async function showInvoiceRoutes(api: ApiFixture): Promise<void> {
  const { sql } = api.fixture.database;
  const patch = (body: object) => api.ask('/v1/invoicing', { method: 'PATCH', body });
  expect((await patch({ enabled: true })).status).toBe(409);
  const particulars = {
    street: '1 Quay',
    postcode: '10115',
    city: 'Berlin',
    country: 'DE',
    vatId: 'DE136695976',
  };
  await api.ask('/v1/sites/agency', { method: 'PATCH', body: { settings: { particulars } } });
  expect((await patch({ prepayments: 'invoice' })).body).toMatchObject({
    errors: [{ field: 'prepayments' }],
  });
  expect((await patch({ next: { invoice: 0 } })).status).toBe(422);
  const changed = await patch({
    enabled: true,
    prefixes: { receipt: 'Q-' },
    next: { prepayment: 7 },
    footer: 'IBAN',
  });
  expect(changed.body).toMatchObject({
    ...{ enabled: true, prepayments: 'off', termDays: 14, footer: 'IBAN', missing: [] },
    ...{ prefixes: { invoice: 'INV-', receipt: 'Q-' }, next: { invoice: 1, prepayment: 7 } },
  });
  expect((await patch({ footer: '' })).body).toMatchObject({ enabled: true, footer: '' });
  expect((await api.get('/v1/invoicing')).body).toMatchObject({ footer: '', prefixes: { receipt: 'Q-' } });
  const [logged] = await sql`select before from audit where action = 'site.change' order by id desc limit 1`;
  expect(logged).toMatchObject({ before: { invoicing: { footer: 'IBAN' } } });
  const { id } = await open(api);
  await api.post(`/v1/accounts/${id}/charges`, { amount: '10.00', description: 'Logo', category: 'design' });
  await chargeUsage(api.fixture.at('2026-07-01T02:00:00Z'), id);
  const { data } = (await api.get(`/v1/accounts/${id}/invoices`)).body;
  expect(data).toMatchObject([{ kind: 'invoice', total: '10.00', accountId: id }]);
  const invoice = await api.get(`/v1/accounts/${id}/invoices/${data[0]?.id ?? ''}`);
  expect(invoice.body).toMatchObject({ lines: [{ description: 'Logo', net: '10.00' }], payable: '10.00' });
  expect((await api.get('/v1/invoices')).body.data).toHaveLength(1);
  const events = (await api.get('/v1/events?limit=200')).body.data;
  expect(events.filter(({ type }) => type === 'invoice.issued')).toMatchObject([{ data: { accountId: id } }]);
  await sql`update sites set settings = settings - 'invoicing' - 'particulars' where id = ${api.fixture.siteId}`;
}
