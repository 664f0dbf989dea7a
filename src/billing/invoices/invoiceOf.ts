import { addDays } from '../../core/values/zone.js';
import type { Invoice } from './invoice.js';
import type { PlannedDocument } from './planDocuments.js';

/** What a document says besides its lines; the same for all documents of a settlement, but for its number. */
export interface InvoiceHead extends Pick<
  Invoice,
  'issuedOn' | 'language' | 'currency' | 'seller' | 'buyer' | 'reference' | 'period' | 'transfer'
> {
  /** How many days the client may take to pay what is owed. */
  readonly termDays: number;
  /** The account's balance with all its lines; negative: owed. */
  readonly balance: bigint;
}

/**
 * A document as issued. An invoice is paid from the client's credit as far as the balance covers it; what a credit note
 * gives back is in the balance at once, and the document says so.
 */
export function invoiceOf(
  { kind, lines, taxes, total }: PlannedDocument,
  { termDays, balance, ...head }: InvoiceHead,
  { number, preceding }: Pick<Invoice, 'number' | 'preceding'>,
): Invoice {
  const isOwed = kind !== 'credit-note';
  const paid = isOwed ? paidOf(total, balance) : 0n;
  return {
    ...head,
    kind,
    number,
    preceding,
    lines,
    taxes,
    paid,
    ...(isOwed && paid < total ? { dueOn: addDays(head.issuedOn, termDays) } : {}),
  };
}

function paidOf(total: bigint, balance: bigint): bigint {
  if (balance >= 0n) return total;
  return -balance >= total ? 0n : total + balance;
}
