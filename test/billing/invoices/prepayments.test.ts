import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planDocuments } from '../../../src/billing/invoices/planDocuments.js';
import {
  deductPrepayments,
  excessOf,
  type OpenPrepayment,
  openTotal,
  prepaidPart,
  prepaidTax,
} from '../../../src/billing/invoices/prepayments.js';
import type { TaxTreatment } from '../../../src/billing/tax/treatment.js';
import { taxOn } from '../../../src/core/values/money.js';

const ONE = 1_000_000_000_000n;
const NINETEEN: TaxTreatment = { category: 'S', name: 'VAT', percent: 19n * ONE };
const EIGHT: TaxTreatment = { category: 'S', name: 'VAT', percent: (81n * ONE) / 10n };
const REVERSE: TaxTreatment = { category: 'AE', name: 'VAT', percent: 0n };
const TREATMENTS = [NINETEEN, EIGHT, REVERSE];

const treatment = fc.constantFrom(...TREATMENTS);
const prepayments = fc.array(fc.record({ total: fc.bigInt(1n, 9_999n), treatment }), { maxLength: 6 });
const months = fc.array(
  fc.array(fc.record({ net: fc.bigInt({ min: -500n, max: 3_000n }), treatment }), {
    minLength: 1,
    maxLength: 4,
  }),
  { maxLength: 12 },
);

const issued = (total: bigint, treatment: TaxTreatment, index: number): OpenPrepayment => ({
  ...{ id: String(index), number: `PP-${index}`, issuedOn: '2026-01-01', paymentId: String(index) },
  ...{ treatment, total, tax: prepaidTax(total, treatment).tax, usedTotal: 0n, usedTax: 0n },
});
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, minor) => all + minor, 0n);

describe('invoices after prepayments', () => {
  it('state, together with the prepayment invoices, exactly the tax on the charges and on what is open', () => {
    fc.assert(
      fc.property(prepayments, months, fc.bigInt(0n, 20_000n), (paid, charged, credit) => {
        let open = paid.map(({ total, treatment }, index) => issued(total, treatment, index));
        let stated = sum(open.map(({ tax }) => tax));
        let owed = 0n;
        for (const lines of charged) {
          const taxes = TREATMENTS.map((tax) => {
            const net = sum(lines.filter((line) => line.treatment === tax).map((line) => line.net));
            return { tax, corrects: null, amount: taxOn(net, tax.percent) };
          });
          owed += sum(taxes.map(({ amount }) => amount));
          const billed = lines.map(({ net, treatment: tax }) => ({
            ...{ description: 'Hosting', net, tax, corrects: null },
          }));
          for (const planned of planDocuments(billed, taxes)) {
            const before = sum(open.map(openTotal));
            const { document, uses, open: rest } = deductPrepayments(planned, open, ({ number }) => number);
            const { kind, total } = document;
            const sign = kind === 'credit-note' ? -1n : 1n;
            stated += sign * sum(document.taxes.map(({ tax }) => tax));
            expect(total >= 0n).toBe(true);
            expect(total).toBe(planned.total - sum(uses.map((use) => use.total)));
            expect(total).toBe(sum(document.taxes.map(({ net, tax }) => net + tax)));
            for (const { treatment: at, net } of document.taxes)
              expect(net).toBe(sum(document.lines.filter(({ tax }) => tax === at).map((line) => line.net)));
            expect(sum(rest.map(openTotal))).toBe(before - sum(uses.map((use) => use.total)));
            for (const { treatment: at, net, tax } of document.taxes) {
              const deducting = uses.filter(({ prepayment }) => prepayment.treatment === at).length;
              const drift = tax - taxOn(net, at.percent);
              expect(drift * drift <= BigInt((2 * deducting + 1) ** 2)).toBe(true);
            }
            open = [...rest];
          }
        }
        for (const { prepayment, total, tax } of excessOf(open, credit)) {
          stated -= tax;
          expect(tax >= 0n && tax <= total).toBe(true);
          open = open.map((each) =>
            each.id === prepayment.id
              ? { ...each, usedTotal: each.usedTotal + total, usedTax: each.usedTax + tax }
              : each,
          );
        }
        expect(sum(open.map(openTotal)) <= credit).toBe(true);
        expect(stated).toBe(owed + sum(open.map(({ tax, usedTax }) => tax - usedTax)));
        for (const each of open) if (openTotal(each) === 0n) expect(each.usedTax).toBe(each.tax);
      }),
    );
  });

  it('leave no cent of tax on an invoice that one prepayment pays', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 5_000n), fc.bigInt(0n, 5_000n), treatment, (net, more, tax) => {
        const amount = taxOn(net, tax.percent);
        const [planned] = planDocuments(
          [{ description: 'Hosting', net, tax, corrects: null }],
          [{ tax, corrects: null, amount }],
        );
        if (planned === undefined) throw new Error('there is a document');
        const open = [issued(net + amount + more, tax, 1)];
        const { document } = deductPrepayments(planned, open, ({ number }) => number);
        expect(document).toMatchObject({ total: 0n, taxes: [{ net: 0n, tax: 0n }] });
      }),
    );
  });
});

describe('what is paid in advance', () => {
  it('is the part of a payment beyond the debt', () => {
    expect([prepaidPart(100n, 100n), prepaidPart(100n, 250n)]).toEqual([100n, 100n]);
    expect([prepaidPart(100n, 30n), prepaidPart(100n, 0n), prepaidPart(100n, -5n)]).toEqual([30n, 0n, 0n]);
  });
});
