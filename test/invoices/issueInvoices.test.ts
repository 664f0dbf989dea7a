import { beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../src/core/transact.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { settleDue } from '../../src/ledger/settleDue.js';
import { findInvoice, listInvoices, listIssuedAfter } from '../../src/store/invoices/invoices.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(20);
  await invoicing({ enabled: true });
});

async function invoicing(settings: object): Promise<void> {
  const { sql } = fixture.database;
  await sql`update sites set settings = settings || ${sql.json({ invoicing: settings } as never)} where id = ${fixture.siteId}`;
}

const OPENED = '2026-01-01T00:00:00Z';
const VAT = { name: 'VAT', percent: '19' };

const openCharged = async (amount = '100.00'): Promise<string> => {
  const id = await fixture.open({ creditLimit: '1000.00', tax: VAT }, OPENED);
  const charge = { amount, description: 'A form', category: 'design' };
  granted(await postCharge(fixture.at('2026-01-05T00:00:00Z'), id, charge));
  return id;
};

describe('the numbers of invoices', () => {
  it('have no gap and no double when eight are issued at once and some settlements fail', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => openCharged()));
    const at = fixture.at('2026-02-01T02:00:00Z');
    const settled = ids.slice(0, 8).map((id) => chargeUsage(at, id));
    const failing = ids.slice(8).map((id) =>
      transact(fixture.database.sql, async (transaction) => {
        await settleDue(at, transaction, id);
        throw new Error('as when the process dies');
      }),
    );
    const outcomes = await Promise.allSettled(
      failing.flatMap((each, index) => [each, ...settled.slice(index * 2, index * 2 + 2)]),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    const issued = await listIssuedAfter(fixture.database.sql, { siteId: fixture.siteId, limit: 99 });
    const expected = Array.from({ length: 8 }, (_, index) => `INV-2026-0000${index + 1}`);
    expect(issued.map(({ number }) => number)).toEqual(expected);
    expect(issued.map(({ position }) => position)).toEqual(expected.map((_, index) => index + 1));
    await Promise.all(ids.map((id) => chargeUsage(at, id)));
    const all = await listIssuedAfter(fixture.database.sql, { siteId: fixture.siteId, limit: 99 });
    expect(all.map(({ number }) => number)).toEqual([
      ...expected,
      'INV-2026-00009',
      ...['10', '11', '12'].map((end) => `INV-2026-000${end}`),
    ]);
  });
});

describe('an issued invoice', () => {
  it('keeps its content, and can be neither changed nor deleted', async () => {
    const { sql } = fixture.database;
    const id = await openCharged('33.33');
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    const [issued] = await listInvoices(sql, { accountId: id, limit: 1 });
    const before = await findInvoice(sql, id, issued?.id ?? '');
    expect(before?.invoice).toMatchObject({
      ...{ kind: 'invoice', issuedOn: '2026-02-01', dueOn: '2026-02-15', paid: 0n, currency: 'EUR' },
      lines: [{ description: 'A form', net: 3_333n, tax: { name: 'VAT' } }],
      taxes: [{ net: 3_333n, tax: 633n }],
      period: { startDate: '2026-01-01', endDate: '2026-01-31' },
    });
    await sql`update accounts set name = 'Renamed', tax_percent = '7' where id = ${id}`;
    expect(await findInvoice(sql, id, issued?.id ?? '')).toEqual(before);
    await expect(sql`update invoices set total = 0`).rejects.toThrow('append-only');
    await expect(sql`delete from invoices`).rejects.toThrow('append-only');
    await expect(sql`truncate invoices`).rejects.toThrow('append-only');
  });

  it('is not issued while the owner has invoices off', async () => {
    await invoicing({ enabled: false });
    const id = await openCharged();
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    expect(await listInvoices(fixture.database.sql, { accountId: id, limit: 1 })).toEqual([]);
    await invoicing({ enabled: true });
  });
});
