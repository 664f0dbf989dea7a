import type { InvoiceKind } from './invoice.js';

/** What a client gets for a payment: nothing beside the email, a receipt, or an invoice for what is paid in advance. */
export type PrepaymentDocument = 'off' | 'receipt' | 'invoice';

export const PREPAYMENT_DOCUMENTS = [
  'off',
  'receipt',
  'invoice',
] as const satisfies readonly PrepaymentDocument[];

/** The owner's settings for invoices. */
export interface Invoicing {
  readonly enabled: boolean;
  readonly prepayments: PrepaymentDocument;
  /** How many days a client may take to pay. */
  readonly termDays: number;
  /** The owner's line at the foot of every page. */
  readonly footer?: string;
  /** Before the year and the number, one for each series: no two alike, and none empty, as statements have none. */
  readonly prefixes: Readonly<Record<InvoiceKind, string>>;
}

export const DEFAULT_INVOICING: Invoicing = {
  enabled: false,
  prepayments: 'off',
  termDays: 14,
  prefixes: { invoice: 'INV-', 'credit-note': 'CN-', prepayment: 'PP-', receipt: 'RC-' },
};

/** A document's number as printed: `INV-2026-00042`. */
export function invoiceNumber(prefix: string, { year, place }: { year: number; place: number }): string {
  return `${prefix}${year}-${String(place).padStart(5, '0')}`;
}
