import type { InvoiceKind } from '../../../src/billing/invoices/invoice.js';

/** What an invoice says beyond the texts that all documents share. */
export interface InvoiceTexts {
  readonly numbered: Readonly<Record<InvoiceKind, (number: string) => string>>;
  readonly due: string;
  readonly buyerReference: string;
  readonly vatId: (id: string) => string;
  readonly companyId: (id: string) => string;
  readonly corrects: (documents: string, count: number) => string;
  readonly follows: (documents: string, count: number) => string;
  /** "2026-0042 of 1 November 2026" */
  readonly document: (number: string, day: string) => string;
  readonly description: string;
  readonly price: string;
  /** "€0.10 per 1,000,000,000" */
  readonly priceFor: (price: string, base: string) => string;
  readonly net: (currency: string) => string;
  readonly taxOf: string;
  readonly on: string;
  readonly sum: string;
  readonly gross: string;
  readonly paid: string;
  /** Of a prepayment invoice. */
  readonly paidBefore: string;
  readonly noInvoice: string;
  readonly toPay: Readonly<Record<InvoiceKind, string>>;
  readonly account: Readonly<Record<'holder' | 'iban' | 'bic', string>>;
  readonly dueAtOnce: string;
  readonly credited: string;
  readonly nothingToPay: string;
  readonly isElectronic: string;
}

/** All English texts of an invoice. Each other language is one file of the same shape, listed in `index.ts`. */
export const en: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Invoice ${number}`,
    'credit-note': (number) => `Credit note ${number}`,
    prepayment: (number) => `Prepayment invoice ${number}`,
    receipt: (number) => `Receipt ${number}`,
  },
  due: 'Due on',
  buyerReference: 'Your reference',
  vatId: (id) => `VAT id ${id}`,
  companyId: (id) => `Company number ${id}`,
  corrects: (documents, count) => `Corrects ${count === 1 ? 'invoice' : 'invoices'} ${documents}.`,
  follows: (documents, count) => `Follows ${count === 1 ? 'document' : 'documents'} ${documents}.`,
  document: (number, day) => `${number} of ${day}`,
  description: 'Description',
  price: 'Quantity and price',
  priceFor: (price, base) => `${price} per ${base}`,
  net: (currency) => `Net ${currency}`,
  taxOf: 'Tax amount',
  on: 'Net amount',
  sum: 'Net total',
  gross: 'Total',
  paid: 'Paid from credit',
  paidBefore: 'Paid',
  noInvoice: 'This is the receipt for a payment. It is not an invoice: no tax can be deducted with it.',
  toPay: {
    invoice: 'To be paid',
    'credit-note': 'Credited',
    prepayment: 'To be paid',
    receipt: 'Amount received',
  },
  account: { holder: 'Account holder', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'To be paid at once.',
  credited: 'The amount is credited to your account.',
  nothingToPay: 'Nothing is left to pay.',
  isElectronic: 'This file also holds the invoice as data (factur-x.xml).',
};
