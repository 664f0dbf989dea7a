import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SiteContext } from '../../src/core/context.js';
import { formatAmount } from '../../src/core/values/money.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { postRefund } from '../../src/payments/postRefund.js';
import { findInvoice, listInvoices, type StoredInvoice } from '../../src/store/invoices/invoices.js';
import { listOpenPrepayments } from '../../src/store/invoices/prepayments.js';
import { listEntries } from '../../src/store/ledger/entries.js';
import { change } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(10);
  await invoicing({ enabled: true, prepayments: 'invoice' });
});

async function invoicing(settings: object): Promise<void> {
  const { sql } = fixture.database;
  await sql`update sites set settings = settings || ${sql.json({ invoicing: settings } as never)} where id = ${fixture.siteId}`;
}

const VAT = { name: 'VAT', percent: '19' };
const open = (more: object = {}): Promise<string> =>
  fixture.open({ creditLimit: '10000.00', tax: VAT, ...more }, '2026-01-01T00:00:00Z');
const pay = async (id: string, amount: string, at: string, key?: string) =>
  granted(await recordPayment(fixture.at(at), id, { amount, method: 'bank' }, key));
const charge = async (id: string, amount: string, at: string) =>
  granted(await postCharge(fixture.at(at), id, { amount, description: 'A form', category: 'design' }));

async function documentsOf(id: string): Promise<StoredInvoice[]> {
  const listed = await listInvoices(fixture.database.sql, { accountId: id, limit: 99 });
  const found = await Promise.all(
    listed.reverse().map((each) => findInvoice(fixture.database.sql, id, each.id)),
  );
  return found.flatMap((each) => each ?? []);
}

describe('a payment', () => {
  it('has a prepayment invoice for the part beyond the debt, which the next invoice deducts', async () => {
    const id = await open();
    await charge(id, '10.00', '2026-01-02T00:00:00Z');
    const [paid, again] = await Promise.all([
      pay(id, '50.00', '2026-01-03T00:00:00Z', 'same'),
      pay(id, '50.00', '2026-01-03T00:00:00Z', 'same'),
    ]);
    expect(again.id).toBe(paid.id);
    await charge(id, '20.00', '2026-01-04T00:00:00Z');
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    const [prepayment, invoice, ...others] = await documentsOf(id);
    expect(others).toEqual([]);
    expect(prepayment?.invoice).toMatchObject({
      ...{ kind: 'prepayment', issuedOn: '2026-01-03', paid: 3_810n, preceding: [] },
      lines: [{ description: 'Prepayment for services, received on 3 Jan 2026', net: 3_202n }],
      taxes: [{ net: 3_202n, tax: 608n }],
    });
    expect(invoice?.invoice).toMatchObject({
      kind: 'invoice',
      preceding: [{ number: prepayment?.number, issuedOn: '2026-01-03' }],
      lines: [
        { net: 1_000n },
        { net: 2_000n },
        { description: `Less prepayment invoice ${prepayment?.number ?? ''} of 3 Jan 2026`, net: -3_000n },
      ],
      taxes: [{ net: 0n, tax: 0n }],
      paid: 0n,
    });
    // The debt of the first charge was no prepayment, but the balance covers all.
    expect(await listOpenPrepayments(fixture.database.sql, id)).toMatchObject([{ usedTotal: 3_570n }]);
    const { sql } = fixture.database;
    await expect(sql`update prepayment_uses set total = 1`).rejects.toThrow('append-only');
    await expect(sql`delete from prepayment_uses`).rejects.toThrow('append-only');
  });

  it('that is refunded or reversed gives its prepayment invoice back by a credit note at once', async () => {
    const id = await open();
    const first = await pay(id, '119.00', '2026-01-03T00:00:00Z');
    const second = await pay(id, '11.90', '2026-01-04T00:00:00Z');
    const refund = { amount: '19.00', method: 'bank', payment: first.id };
    granted(await postRefund(fixture.at('2026-01-05T00:00:00Z'), id, refund));
    granted(await reverseEntry(fixture.at('2026-01-06T00:00:00Z'), second.id, {}));
    const [one, other, partly, whole, ...more] = await documentsOf(id);
    expect(more).toEqual([]);
    expect(partly?.invoice).toMatchObject({
      ...{ kind: 'credit-note', preceding: [{ number: one?.number }], taxes: [{ net: 1_597n, tax: 303n }] },
      paymentTerms: 'This amount was paid back, or it pays for services with another tax.',
    });
    expect(whole?.invoice).toMatchObject({
      ...{ kind: 'credit-note', preceding: [{ number: other?.number }], taxes: [{ net: 1_000n, tax: 190n }] },
    });
  });

  it('for charges that then bear another tax gives its prepayment invoice back with the settlement', async () => {
    const id = await open();
    await pay(id, '50.00', '2026-01-03T00:00:00Z');
    await change(fixture, id, { tax: { name: 'VAT', percent: '7' } }, '2026-01-04T00:00:00Z');
    await charge(id, '40.00', '2026-01-05T00:00:00Z');
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), id);
    const [, invoice, credit] = await documentsOf(id);
    expect(invoice?.invoice).toMatchObject({
      preceding: [],
      taxes: [{ net: 4_000n, tax: 280n }],
      paid: 4_280n,
    });
    expect(credit).toMatchObject({ kind: 'credit-note', total: 4_280n, periodDate: '2026-01-01' });
  });

  it('of a debt has none, and has a receipt where the owner wants that', async () => {
    const id = await open();
    await charge(id, '100.00', '2026-01-02T00:00:00Z');
    await pay(id, '119.00', '2026-01-03T00:00:00Z');
    expect(await documentsOf(id)).toEqual([]);
    await invoicing({ enabled: false, prepayments: 'receipt' });
    await pay(id, '5.00', '2026-01-04T00:00:00Z');
    await invoicing({ enabled: true, prepayments: 'invoice' });
    expect(await documentsOf(id)).toMatchObject([
      { kind: 'receipt', number: 'RC-2026-00001', total: 500n, invoice: { taxes: [{ net: 500n, tax: 0n }] } },
    ]);
  });

  it('when an account is opened is in advance of what its opening balance does not owe', async () => {
    const openingPayment = { amount: '30.00', method: 'bank' };
    const id = await open({ openingPayment, openingBalance: '-18.10' });
    expect(await documentsOf(id)).toMatchObject([{ kind: 'prepayment', total: 1_190n }]);
  });
});

describe('all documents of an account', () => {
  type Step = (context: SiteContext, id: string) => Promise<unknown>;
  const amount = fc.bigInt(1n, 9_999n).map((minor) => formatAmount(minor, 'EUR'));
  const lately = async (id: string, kinds: readonly string[]) => {
    const entries = await listEntries(fixture.database.sql, { accountId: id, limit: 30 });
    return entries.filter(({ kind }) => kinds.includes(kind));
  };
  const nth = <Item>(items: readonly Item[], place: number): Item | undefined => items[place % items.length];
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: amount.map(
        (money): Step =>
          (context, id) =>
            recordPayment(context, id, { amount: money, method: 'bank' }),
      ),
    },
    {
      weight: 4,
      arbitrary: amount.map(
        (money): Step =>
          (context, id) =>
            postCharge(context, id, { amount: money, description: 'A form', category: 'design' }),
      ),
    },
    amount.map(
      (money): Step =>
        (context, id) =>
          postRefund(context, id, { amount: money, method: 'bank' }),
    ),
    fc.nat(9).map((place): Step => async (context, id) => {
      const entry = nth(await lately(id, ['payment', 'charge']), place);
      return entry && reverseEntry(context, entry.id, {});
    }),
    fc.tuple(amount, fc.nat(9)).map(([money, place]): Step => async (context, id) => {
      const entry = nth(await lately(id, ['charge']), place);
      return entry && postAdjustment(context, id, { amount: money, description: 'Credit', charge: entry.id });
    }),
    amount.map(
      (money): Step =>
        (context, id) =>
          postAdjustment(context, id, { amount: `-${money}`, description: 'Correction' }),
    ),
    fc.constantFrom('19', '7', '0').map(
      (percent): Step =>
        (context, id) =>
          change(fixture, id, { tax: { name: 'VAT', percent } }, context.now),
    ),
  );

  it('state exactly the tax of the ledger and that of open prepayments, which the credit covers', async () => {
    const { sql } = fixture.database;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        async (history) => {
          const id = await open();
          for (const [month, steps] of history.entries()) {
            const begin = Date.UTC(2026, month, 2);
            for (const [index, one] of steps.entries()) {
              const outcome = await one(fixture.at(begin + index * 3_600_000), id);
              if (isRefusal(outcome)) expect(outcome.refused).not.toBe('not_found');
            }
            await chargeUsage(fixture.at(Date.UTC(2026, month + 1, 1, 2)), id);
          }
          const documents = await documentsOf(id);
          const stated = documents
            .filter(({ kind }) => kind !== 'receipt')
            .flatMap(({ kind, invoice }) =>
              invoice.taxes.map(({ tax }) => (kind === 'credit-note' ? -tax : tax)),
            )
            .reduce((sum, tax) => sum + tax, 0n);
          const [ledger] = await sql<{ tax: string; balance: string }[]>`
          select coalesce(-sum(e.amount) filter (where e.contra_account like 'tax:%'), 0)::text as tax,
                 sum(e.amount)::text as balance
            from entries e where e.account_id = ${id}`;
          const left = await listOpenPrepayments(sql, id);
          const openTax = left.reduce((sum, each) => sum + each.tax - each.usedTax, 0n);
          const openTotal = left.reduce((sum, each) => sum + each.total - each.usedTotal, 0n);
          expect(stated).toBe(BigInt(ledger?.tax ?? '0') + openTax);
          const balance = BigInt(ledger?.balance ?? '0');
          expect(openTotal <= (balance > 0n ? balance : 0n)).toBe(true);
          for (const { kind, total, invoice } of documents) {
            expect(total >= 0n && invoice.paid <= total).toBe(true);
            if (kind === 'invoice') expect(invoice.lines.length > 0).toBe(true);
          }
        },
      ),
      { numRuns: 8 },
    );
    const numbers = await sql<{ kind: string; count: number; last: number }[]>`
      select kind, count(*)::int as count, max(place)::int as last from invoices group by kind, year`;
    for (const { count, last } of numbers) expect(count).toBe(last);
  });
});
