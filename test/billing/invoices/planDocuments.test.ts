import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceOf, type InvoiceHead } from '../../../src/billing/invoices/invoiceOf.js';
import {
  type BilledLine,
  type BilledTax,
  planDocuments,
  type PlannedDocument,
} from '../../../src/billing/invoices/planDocuments.js';
import type { TaxTreatment } from '../../../src/billing/tax/treatment.js';
import { taxOn } from '../../../src/core/values/money.js';

const ONE = 1_000_000_000_000n;
const NINETEEN: TaxTreatment = { category: 'S', name: 'VAT', percent: 19n * ONE };
const SEVEN: TaxTreatment = { category: 'S', name: 'VAT', percent: 7n * ONE };
const REVERSE: TaxTreatment = { category: 'AE', name: 'VAT', percent: 0n, reasonCode: 'VATEX-EU-AE' };
const OUTSIDE: TaxTreatment = { category: 'O', name: '', percent: 0n, reasonCode: 'VATEX-EU-O' };
const TREATMENTS = [NINETEEN, SEVEN, REVERSE, OUTSIDE];

const line = fc.record<BilledLine>(
  {
    description: fc.string({ minLength: 1, maxLength: 8 }),
    net: fc.bigInt({ min: -9_999n, max: 99_999n }).filter((net) => net !== 0n),
    tax: fc.constantFrom(...TREATMENTS),
    corrects: fc.constantFrom(null, null, '2026-09-01', '2026-10-01'),
    rerates: fc.constantFrom('2026-09-01', '2026-10-01'),
  },
  { requiredKeys: ['description', 'net', 'tax', 'corrects'] },
);

/** What the ledger taxes: each rate on the sum, for own charges and for each corrected period. */
function taxesOf(lines: readonly BilledLine[]): BilledTax[] {
  const sums = new Map<string, { line: BilledLine; net: bigint }>();
  for (const each of lines) {
    const key = `${each.corrects ?? ''} ${TREATMENTS.indexOf(each.tax)}`;
    sums.set(key, { line: each, net: (sums.get(key)?.net ?? 0n) + each.net });
  }
  return [...sums.values()].map(({ line: { tax, corrects }, net }) => ({
    ...{ tax, corrects, amount: taxOn(net, tax.percent) },
  }));
}

const signed = ({ kind }: PlannedDocument, minor: bigint): bigint =>
  kind === 'credit-note' ? -minor : minor;
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, minor) => sum + minor, 0n);

describe('the documents of a settlement', () => {
  it('state each charge once, and together exactly what the ledger charges and taxes', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const taxes = taxesOf(lines);
        const documents = planDocuments(lines, taxes);
        const nets = documents.flatMap((each) => each.lines.map(({ net }) => signed(each, net)));
        expect(total(nets)).toBe(total(lines.map(({ net }) => net)));
        const stated = documents.flatMap((each) => each.taxes.map(({ tax }) => signed(each, tax)));
        expect(total(stated)).toBe(total(taxes.map(({ amount }) => amount)));
        // Only lines that cancel each other out, with their tax, are on none.
        const shown = documents.flatMap((each) => each.lines.map(({ description }) => description));
        const left = lines.map(({ description }) => description);
        for (const description of shown) left.splice(left.indexOf(description), 1);
        expect(shown.length + left.length).toBe(lines.length);
        for (const each of documents) {
          const { kind, names, corrects, taxes: sums } = each;
          expect(each.total).toBe(total(sums.map(({ net, tax }) => net + tax)));
          expect(each.total >= 0n).toBe(true);
          expect(total(sums.map(({ net }) => net))).toBe(total(each.lines.map(({ net }) => net)));
          for (const { treatment, net, tax } of sums) expect(tax).toBe(taxOn(net, treatment.percent));
          if (corrects !== null) expect(names).toEqual([corrects]);
          if (kind === 'credit-note') expect(each.total > 0n).toBe(true);
          const outside = each.lines.filter(({ tax }) => tax.category === 'O').length;
          expect([0, each.lines.length]).toContain(outside);
        }
      }),
    );
  });

  const own = (net: bigint, more: Partial<BilledLine> = {}): BilledLine => ({
    ...{ description: 'Hosting', net, tax: NINETEEN, corrects: null },
    ...more,
  });
  const planned = (...lines: BilledLine[]) => planDocuments(lines, taxesOf(lines));

  it('are one invoice, with what is given back of its own charges as a negative line', () => {
    expect(planned(own(10_000n), own(-1_000n))).toMatchObject([
      { kind: 'invoice', lines: [{ net: 10_000n }, { net: -1_000n }], taxes: [{ net: 9_000n, tax: 1_710n }] },
    ]);
  });

  it('are one credit note for each corrected period, beside the invoice', () => {
    const september = { corrects: '2026-09-01' };
    const october = { corrects: '2026-10-01' };
    const documents = planned(own(5_000n), own(-100n, october), own(-200n, september), own(-300n, october));
    expect(documents.map(({ kind, corrects, total }) => [kind, corrects, total])).toEqual([
      ['invoice', null, 5_950n],
      ['credit-note', '2026-09-01', 238n],
      ['credit-note', '2026-10-01', 476n],
    ]);
    expect(documents[2]?.lines.map(({ net }) => net)).toEqual([100n, 300n]);
  });

  it('are a credit note that names the rated periods where own lines come to less than zero', () => {
    expect(planned(own(100n), own(-500n, { rerates: '2026-10-01' }))).toMatchObject([
      { kind: 'credit-note', corrects: null, names: ['2026-10-01'], total: 476n },
    ]);
  });

  it('are none where nothing is left, and move a charge whose tax was given back out of that tax', () => {
    expect(planned(own(100n), own(-100n))).toEqual([]);
    const september = { corrects: '2026-09-01' };
    expect(planned(own(-100n, september), own(100n, { ...september, tax: REVERSE }))).toMatchObject([
      {
        kind: 'credit-note',
        taxes: [
          { net: 100n, tax: 19n },
          { net: -100n, tax: 0n },
        ],
        total: 19n,
      },
    ]);
  });
});

describe('an invoice', () => {
  const head: InvoiceHead = {
    ...{ issuedOn: '2026-11-30', language: 'en', currency: 'EUR', reference: 'ST-1' },
    ...{ seller: { name: 'Northlight' }, buyer: { name: 'Fenwick' }, termDays: 14, balance: 0n },
  };
  const paidAt = (net: bigint, balance: bigint) => {
    const [document] = planDocuments(
      [{ description: 'Hosting', net, tax: NINETEEN, corrects: null }],
      [{ tax: NINETEEN, corrects: null, amount: taxOn(net, NINETEEN.percent) }],
    );
    if (document === undefined) throw new Error('there is a document');
    const { paid, dueOn } = invoiceOf(document, { ...head, balance }, { number: 'INV-1', preceding: [] });
    return [paid, dueOn];
  };

  it('is paid from credit as far as the balance covers it, and the rest is due', () => {
    expect(paidAt(10_000n, 0n)).toEqual([11_900n, undefined]);
    expect(paidAt(10_000n, 5_000n)).toEqual([11_900n, undefined]);
    expect(paidAt(10_000n, -900n)).toEqual([11_000n, '2026-12-14']);
    expect(paidAt(10_000n, -20_000n)).toEqual([0n, '2026-12-14']);
    expect(paidAt(-10_000n, -20_000n)).toEqual([0n, undefined]);
  });
});
