import { expect } from 'vitest';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { type ApiFixture, open } from './fixture.js';

/** Issues an invoice, and reads it by every route. */
export async function showInvoiceRoutes(api: ApiFixture): Promise<void> {
  const { sql } = api.fixture.database;
  await sql`
    update sites set settings = settings || '{"invoicing": {"enabled": true}}' where id = ${api.fixture.siteId}`;
  const { id } = await open(api);
  await api.post(`/v1/accounts/${id}/charges`, { amount: '10.00', description: 'Logo', category: 'design' });
  await chargeUsage(api.fixture.at('2026-07-01T02:00:00Z'), id);
  const { data } = (await api.get(`/v1/accounts/${id}/invoices`)).body;
  expect(data).toMatchObject([{ kind: 'invoice', total: '10.00', accountId: id }]);
  const invoice = await api.get(`/v1/accounts/${id}/invoices/${data[0]?.id ?? ''}`);
  expect(invoice.body).toMatchObject({ lines: [{ description: 'Logo', net: '10.00' }], payable: '10.00' });
  for (const path of ['/v1/invoices', '/v1/events']) expect((await api.get(path)).body.data).toHaveLength(1);
  await sql`update sites set settings = settings - 'invoicing' where id = ${api.fixture.siteId}`;
}
