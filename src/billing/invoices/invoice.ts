import type { Quantity } from '../../core/values/quantity.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { LocalDate } from '../../core/values/zone.js';
import type { TaxTreatment } from '../tax/treatment.js';

/** The kind of a document, and its code of UNCL 1001: 380, 381, 386; a receipt is no invoice and has none. */
export type InvoiceKind = 'invoice' | 'credit-note' | 'prepayment' | 'receipt';

export const INVOICE_KINDS = [
  'invoice',
  'credit-note',
  'prepayment',
  'receipt',
] as const satisfies readonly InvoiceKind[];

/** What documents a settlement's charges. */
export type ChargeDocumentKind = Extract<InvoiceKind, 'invoice' | 'credit-note'>;

/** A line before tax. Amounts are minor units; on a credit note, too, what is given back is positive. */
export interface InvoiceLine {
  readonly description: string;
  /** Of a usage line; other lines are one piece. */
  readonly usage?: InvoiceUsage;
  readonly net: bigint;
  readonly tax: TaxTreatment;
  readonly startDate?: LocalDate;
  /** Inclusive, as EN 16931 wants it. */
  readonly endDate?: LocalDate;
}

export interface InvoiceUsage {
  readonly quantity: Quantity;
  readonly unit: string;
  /**
   * The one price of the whole quantity, as decimal strings in major units and units of the meter: `0.10` for each
   * `1000000000` bytes. None where several prices made the amount.
   */
  readonly price?: { readonly amount: string; readonly per: string };
}

/** The tax of all lines of one category and rate, worked out on their sum. */
export interface InvoiceTax {
  readonly treatment: TaxTreatment;
  readonly net: bigint;
  readonly tax: bigint;
}

/**
 * An invoice, a credit note or a prepayment invoice as issued, with all that any form of it says (EN 16931). Amounts are
 * minor units of `currency`. Total = sum of line nets + sum of taxes; to be paid = total − paid.
 */
export interface Invoice {
  readonly kind: InvoiceKind;
  readonly number: string;
  readonly issuedOn: LocalDate;
  /** None: at once. */
  readonly dueOn?: LocalDate;
  /** BCP 47. */
  readonly language: string;
  readonly currency: string;
  readonly seller: Party;
  readonly buyer: Party;
  /** The client's reference, which a payment should name. */
  readonly reference: string;
  readonly period?: { readonly startDate: LocalDate; readonly endDate: LocalDate };
  /** The documents that a credit note corrects, or earlier prepayments. */
  readonly preceding: readonly { readonly number: string; readonly issuedOn: LocalDate }[];
  readonly lines: readonly InvoiceLine[];
  readonly taxes: readonly InvoiceTax[];
  /** Already paid from credit; at most the total. */
  readonly paid: bigint;
  readonly note?: string;
  readonly paymentTerms?: string;
  /** Where a transfer is paid to. */
  readonly transfer?: { readonly iban: string; readonly bic?: string; readonly holder: string };
}

export interface Party extends Particulars {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  /** The number that the local tax office gave, which is not a VAT id. */
  readonly taxNumber?: string;
}
