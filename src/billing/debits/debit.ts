/**
 * Direct debits as values (docs/payments.md, Direct debit). Amounts are minor units of the account's currency.
 */
import type { Instant, LocalDate } from '../../core/values/zone.js';
import { addMonths, localDateOf } from '../../core/values/zone.js';

/** Who collects: the owner's own bank, from a file, or a payment provider. */
export const COLLECTORS = ['bank', 'stripe', 'mollie'] as const;
export type Collector = (typeof COLLECTORS)[number];

/** What keeps the account online, before its limit, or what is owed at a settlement. */
export type DebitPurpose = 'top-up' | 'invoice';

/** What is collected by itself. */
export const DEBIT_MODES = ['top-up', 'invoice', 'off'] as const;
export type DebitMode = (typeof DEBIT_MODES)[number];

/**
 * - announced: the client is told or about to be. submitted: handed to the bank or the provider.
 * - paid: the money is an entry. returned: it was, and was taken back.
 * - failed: it never came. cancelled: it was not handed in.
 */
export const DEBIT_STATES = ['announced', 'submitted', 'paid', 'returned', 'failed', 'cancelled'] as const;
export type DebitState = (typeof DEBIT_STATES)[number];

/** A debit whose money is awaited. */
export interface PendingDebit {
  readonly id: string;
  readonly purpose: DebitPurpose;
  readonly state: 'announced' | 'submitted';
  readonly minor: bigint;
  readonly collectOn: LocalDate;
  readonly submitOn: LocalDate;
  readonly collector: Collector;
  /** Whether an email named it to the client. */
  readonly told: boolean;
  /** The next attempt to hand it to a provider that did not answer; null: none failed. */
  readonly retryAt: Instant | null;
}

export interface MandateFacts {
  readonly id: string;
  readonly collector: Collector;
  readonly reference: string;
  readonly lastFour: string;
  /** When it was last used, or given. */
  readonly usedAt: Instant;
}

/** What the rules need to know about an account's direct debits. */
export interface DebitFacts {
  /** Null: the client has given none, or it has ended. */
  readonly mandate: MandateFacts | null;
  readonly mode: DebitMode;
  readonly pending: readonly PendingDebit[];
  /**
   * Whether the last debit came back, failed or was called off and nothing was paid since: no further one starts by
   * itself.
   */
  readonly isBlocked: boolean;
  /** How many days before its collection a client is told. */
  readonly noticeDays: number;
  /** Whether a pending debit that is large enough holds a suspension off. */
  readonly holdsSuspension: boolean;
}

/** The days of a way to collect; both counted in bank days. */
export interface CollectorTerms {
  /** From handing in to the day of collection. */
  readonly bankDays: number;
  /** From the day of collection until most returns are known. */
  readonly returnDays: number;
}

/**
 * A bank takes a file until one bank day before; the second is for the owner to hand it in. From handing in until it says
 * that a debit is paid, Stripe takes seven to eight bank days on average (14 at most), Mollie five to nine.
 */
export const COLLECTOR_TERMS: Readonly<Record<Collector, CollectorTerms>> = {
  bank: { bankDays: 2, returnDays: 2 },
  stripe: { bankDays: 2, returnDays: 6 },
  mollie: { bankDays: 2, returnDays: 7 },
};

const LAPSES_AFTER_MONTHS = 36;

/** Whether a mandate has lapsed because it was not used for 36 months. */
export function isLapsed({ usedAt }: Pick<MandateFacts, 'usedAt'>, asOf: Instant): boolean {
  return lapsesOn(usedAt) <= localDateOf(asOf, 'UTC');
}

export function lapsesOn(usedAt: Instant): LocalDate {
  return addMonths(localDateOf(usedAt, 'UTC'), LAPSES_AFTER_MONTHS);
}

/** The sum of an account's pending debits. */
export function sumPending(debits: Pick<DebitFacts, 'pending'> | undefined): bigint {
  return (debits?.pending ?? []).reduce((sum, { minor }) => sum + minor, 0n);
}
