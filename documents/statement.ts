import type { StatementTax } from '../src/billing/rating/taxSum.js';
import type { BankAccount } from '../src/core/values/bankAccount.js';
import type { Quantity } from '../src/core/values/quantity.js';
import type { Instant, LocalDate } from '../src/core/values/zone.js';

/** A line's role for tax: taxed, the tax itself, or neither. */
export type TaxPart = 'net' | 'tax' | 'none';

export interface StatementLine {
  readonly kind: 'payment' | 'charge' | 'tax' | 'refund' | 'reversal' | 'adjustment';
  /** Of a charge: `startup`, `recurring`, `usage`, `minimum`, `maximum` or the Owner's own category. */
  readonly category?: string;
  readonly description: string;
  readonly effectiveAt: Instant;
  /** Signed from the client's side: a charge is negative. */
  readonly minor: bigint;
  readonly usage?: { readonly quantity: Quantity; readonly unit: string };
  readonly taxPart: TaxPart;
  /** How a payment or a refund was made: its own description only repeats that, in English. */
  readonly method?: string;
}

/** Amounts are minor units as text. */
export interface StatementCredit {
  readonly name: string;
  readonly of: string;
  readonly left: string;
  /** The last day, inclusive. */
  readonly endsOn: LocalDate | null;
  /** Whether that is in the period. */
  readonly isOver: boolean;
}

/** The content of the statement of one period. Amounts are minor units of `currency`. */
export interface StatementDocument {
  /** `2026-00042` */
  readonly number: string;
  readonly issuedAt: Instant;
  readonly startDate: LocalDate;
  /** Exclusive; the document names the last day. */
  readonly endDate: LocalDate;
  /** BCP 47; English if the language has no texts. */
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly sender: {
    readonly name: string;
    readonly address?: string;
    readonly phone?: string;
    readonly email?: string;
    readonly taxNumber?: string;
    readonly paymentInstructions?: string;
    readonly bankAccount?: BankAccount | null;
  };
  readonly client: { readonly name: string; readonly email: string; readonly reference: string };
  readonly siteNames: readonly string[];
  readonly openingBalance: bigint;
  readonly closingBalance: bigint;
  /** Credits that the period could use, as of its end; left out: none. */
  readonly credits?: readonly StatementCredit[];
  readonly lines: readonly StatementLine[];
  readonly taxes: readonly StatementTax[];
}
