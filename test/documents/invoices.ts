import type { Invoice, InvoiceLine, InvoiceTax, Party } from '../../src/billing/invoices/invoice.js';
import type { TaxTreatment } from '../../src/billing/tax/treatment.js';
import { FIXED_ONE } from '../../src/core/values/decimal.js';
import { taxOn } from '../../src/core/values/money.js';

export const VAT_19: TaxTreatment = { category: 'S', name: 'VAT', percent: 19n * FIXED_ONE };
export const REVERSE_CHARGE: TaxTreatment = {
  category: 'AE',
  name: 'VAT',
  percent: 0n,
  reasonCode: 'VATEX-EU-AE',
  reason: 'Reverse charge: the buyer owes the tax.',
};

export const SELLER: Party = {
  name: 'Northlight Studio',
  legalName: 'Northlight Studio GmbH & Co. KG',
  street: 'Hafenstraße 12\nHinterhaus',
  postcode: '20457',
  city: 'Hamburg',
  country: 'DE',
  vatId: 'DE123456789',
  companyId: 'HRA 118 204',
  electronicAddress: { scheme: '9930', id: 'DE123456789' },
  email: 'hello@northlight.example',
  phone: '+49 40 496 0000',
};

export const BUYER: Party = {
  name: 'Fenwick & Töchter GmbH',
  street: 'Am Markt 3',
  postcode: '04109',
  city: 'Leipzig',
  country: 'DE',
  vatId: 'DE987654321',
  companyId: 'HRB 4711',
  buyerReference: '04011000-12345-34',
  electronicAddress: { scheme: '0204', id: '04011000-12345-34' },
};

/** An invoice of lines; its taxes are worked out from them. */
export function sampleInvoice(changes: Partial<Invoice> = {}): Invoice {
  const { lines = LINES } = changes;
  return {
    kind: 'invoice',
    number: '2026-0042',
    issuedOn: '2026-12-01',
    dueOn: '2026-12-15',
    language: 'en-GB',
    currency: 'EUR',
    seller: SELLER,
    buyer: BUYER,
    reference: 'ST-1234-5678-9002',
    period: { startDate: '2026-11-01', endDate: '2026-11-30' },
    preceding: [],
    lines,
    taxes: taxesOn(lines),
    paid: 0n,
    paymentTerms: 'To be paid within 14 days.',
    transfer: {
      iban: 'DE89370400440532013000',
      bic: 'COBADEFFXXX',
      holder: 'Northlight Studio GmbH & Co. KG',
    },
    ...changes,
  };
}

const PERIOD = { startDate: '2026-11-01', endDate: '2026-11-30' };

export const LINES: readonly InvoiceLine[] = [
  { description: 'Hosting', net: 4_900n, tax: VAT_19, ...PERIOD },
  {
    description: 'Traffic',
    usage: {
      quantity: 181_234_567_891n * FIXED_ONE,
      unit: 'bytes',
      price: { amount: '0.10', per: '1000000000' },
    },
    net: 1_812n,
    tax: VAT_19,
    ...PERIOD,
  },
  {
    description: 'Requests',
    usage: { quantity: 1_234_567n * FIXED_ONE, unit: 'requests' },
    net: 733n,
    tax: VAT_19,
    ...PERIOD,
  },
];

/** The tax of each treatment on the sum of its lines. */
export function taxesOn(lines: readonly InvoiceLine[]): InvoiceTax[] {
  const nets = new Map<TaxTreatment, bigint>();
  for (const { tax, net } of lines) nets.set(tax, (nets.get(tax) ?? 0n) + net);
  return [...nets].map(([treatment, net]) => ({ treatment, net, tax: taxOn(net, treatment.percent) }));
}

/** A copy without some of its fields. */
export function without<Value extends object, Key extends keyof Value>(
  value: Value,
  ...keys: readonly Key[]
): Omit<Value, Key> {
  const kept = Object.entries(value).filter(([key]) => !keys.some((each) => each === key));
  return Object.fromEntries(kept) as Omit<Value, Key>;
}
