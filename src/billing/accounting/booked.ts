import type { Particulars } from '../../core/values/particulars.js';
import type { Instant, LocalDate } from '../../core/values/zone.js';
import type { Tax } from '../facts.js';
import type { InvoiceKind } from '../invoices/invoice.js';

/** A client as the accounting office knows it. */
export interface BookedAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly reference: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly language: string;
  readonly particulars: Particulars;
  /** Its number in the office's chart; null: none yet. */
  readonly debtor: number | null;
}

/** An entry to be booked, or a part that moves between two taxes: amounts are minor units from the client's side. */
export interface BookedRow {
  readonly accountId: string;
  readonly entryId: string;
  /** 0: the entry itself; 1 and 2: what it moves from a tax to none. */
  readonly place: number;
  readonly number: number;
  readonly kind: string;
  readonly amount: bigint;
  readonly contraAccount: string;
  readonly description: string;
  readonly method: string | null;
  readonly reference: string | null;
  /** `net`: charged or given back; `tax`: the tax on it; `none`: payments, write-offs and all else. */
  readonly part: 'net' | 'tax' | 'none';
  /** The contra account of the charge that it belongs to: `revenue:usage`. */
  readonly rootAccount: string | null;
  /** The tax it bears or is; null: none was decided. */
  readonly tax: Tax | null;
  /** A difference between the tax on the sum and the tax by line, which may be on several documents. */
  readonly rounds: boolean;
  /** Start of the earlier period whose documents it corrects. */
  readonly corrects: LocalDate | null;
  /** Start of the settled period that it belongs to. */
  readonly settledDate: LocalDate | null;
  readonly isAfterClosing: boolean;
  /** The balance that the client brought along. */
  readonly isOpening: boolean;
  readonly effectiveAt: Instant;
  readonly postedAt: Instant;
  /** When it is booked: the settlement that documents it, or its posting. */
  readonly bookedAt: Instant;
}

/** A document on which entries stand. */
export interface BookedDocument {
  readonly accountId: string;
  readonly kind: InvoiceKind | 'statement';
  readonly number: string;
  readonly issuedOn: LocalDate;
  readonly dueOn: LocalDate | null;
  readonly issuedAt: Instant;
  /** Start of the period that it was issued for; null: after closing, or for a payment. */
  readonly periodDate: LocalDate | null;
  readonly corrects: LocalDate | null;
  readonly closingNumber: number;
  /** The payment that it is about. */
  readonly paymentId: string | null;
  /** Never negative; 0 for statements. */
  readonly total: bigint;
  /** The stated tax by category and rate, never negative on the whole; empty for statements. */
  readonly taxes: readonly { readonly category: string; readonly percent: bigint; readonly tax: bigint }[];
  /** Numbers of the documents that it corrects. */
  readonly preceding: readonly string[];
  /** The recipient as of its issue. */
  readonly client: { readonly name: string; readonly vatId?: string; readonly country?: string };
}
