import type { InvoiceKind } from '../../src/billing/invoices/invoice.js';

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
  readonly toPay: Readonly<Record<InvoiceKind, string>>;
  readonly account: Readonly<Record<'holder' | 'iban' | 'bic', string>>;
  readonly dueAtOnce: string;
  readonly credited: string;
  readonly nothingToPay: string;
  readonly isElectronic: string;
}

/** All English texts of an invoice. Another language is one more object of the same shape. */
const en: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Invoice ${number}`,
    'credit-note': (number) => `Credit note ${number}`,
    prepayment: (number) => `Prepayment invoice ${number}`,
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
  toPay: { invoice: 'To be paid', 'credit-note': 'Credited to your account', prepayment: 'To be paid' },
  account: { holder: 'Account holder', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'To be paid at once.',
  credited: 'The amount is credited to your account.',
  nothingToPay: 'Nothing is left to pay.',
  isElectronic: 'This file also holds the invoice as data (factur-x.xml).',
};

const de: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Rechnung ${number}`,
    'credit-note': (number) => `Rechnungskorrektur ${number}`,
    prepayment: (number) => `Vorauszahlungsrechnung ${number}`,
  },
  due: 'Fällig am',
  buyerReference: 'Ihre Referenz',
  vatId: (id) => `USt-IdNr. ${id}`,
  companyId: (id) => `Registernummer ${id}`,
  corrects: (documents, count) =>
    `Berichtigt ${count === 1 ? 'die Rechnung' : 'die Rechnungen'} ${documents}.`,
  follows: (documents, count) => `Folgt auf ${count === 1 ? 'das Dokument' : 'die Dokumente'} ${documents}.`,
  document: (number, day) => `${number} vom ${day}`,
  description: 'Leistung',
  price: 'Menge und Preis',
  priceFor: (price, base) => `${price} je ${base}`,
  net: (currency) => `Netto ${currency}`,
  taxOf: 'Steuerbetrag',
  on: 'Nettobetrag',
  sum: 'Summe netto',
  gross: 'Gesamtbetrag',
  paid: 'Aus Guthaben bezahlt',
  toPay: { invoice: 'Zu zahlen', 'credit-note': 'Ihrem Konto gutgeschrieben', prepayment: 'Zu zahlen' },
  account: { holder: 'Kontoinhaber', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'Sofort zu zahlen.',
  credited: 'Der Betrag wird Ihrem Konto gutgeschrieben.',
  nothingToPay: 'Es ist nichts mehr zu zahlen.',
  isElectronic: 'Diese Datei enthält die Rechnung auch als Daten (factur-x.xml).',
};

/** English for a language without texts of its own. */
export function invoiceTexts(language: string): InvoiceTexts {
  return /^de(-|$)/i.test(language) ? de : en;
}
