import type { InvoiceKind } from './invoice.js';

/** Whether a client's payment ahead of charges has a document of its own. */
export type PrepaymentDocuments = 'none' | 'invoice';

/** The owner's settings for invoices. */
export interface Invoicing {
  readonly enabled: boolean;
  /** How many days a client may take to pay. */
  readonly termDays: number;
  /** The owner's text on every document. */
  readonly note?: string;
  /** Before the year and the number, one for each series: no two alike, and none empty, as statements have none. */
  readonly prefixes: Readonly<Record<InvoiceKind, string>>;
  readonly prepayments: PrepaymentDocuments;
}

export const DEFAULT_INVOICING: Invoicing = {
  enabled: false,
  termDays: 14,
  prefixes: { invoice: 'INV-', 'credit-note': 'CN-', prepayment: 'PP-' },
  prepayments: 'none',
};

/** A document's number as printed: `INV-2026-00042`. */
export function invoiceNumber(prefix: string, { year, place }: { year: number; place: number }): string {
  return `${prefix}${year}-${String(place).padStart(5, '0')}`;
}
