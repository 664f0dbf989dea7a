import type { InvoiceKind } from '../../src/billing/invoices/invoice.js';

/** What each kind of document is called on the owner's pages. */
export const DOCUMENT_KINDS: Readonly<Record<InvoiceKind | 'statement', string>> = {
  statement: 'Statement',
  invoice: 'Invoice',
  'credit-note': 'Credit note',
  prepayment: 'Prepayment invoice',
  receipt: 'Receipt',
};
