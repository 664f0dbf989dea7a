import type { Offers } from '../src/billing/projection/project.js';
import type { Situation } from '../src/billing/situation.js';
import type { Reported } from '../src/billing/traffic/rhythm.js';
import type { Quantity } from '../src/core/values/quantity.js';
import type { Instant, LocalDate } from '../src/core/values/zone.js';

/** Who writes: the agency that hosts the sites. Stands at the head and the foot of every email. */
export interface Sender {
  readonly name: string;
  readonly email: string;
  /** Postal address; may have several lines. */
  readonly address?: string;
  readonly phone?: string;
  readonly look?: Look;
}

/** The agency's own colours, logo and texts in its emails. */
export interface Look {
  /** `#rrggbb`; white reads well on it. */
  readonly accent?: string;
  /** Words of its own at the foot; may have several lines. */
  readonly footer?: string;
  /** `source` is what stands in the email: the content id of what goes out with it. */
  readonly logo?: { readonly source: string; readonly width: number; readonly height: number };
}

/** Where the money goes. */
export interface PaymentWay {
  /** What the client quotes with a transfer. */
  readonly reference: string;
  /** The owner's own words, e.g. bank details; may have several lines. */
  readonly instructions?: string;
  /** Left out of the email unless it is an http or https address. */
  readonly link?: string;
}

/** Why the sites stop when they do. */
export type LimitReason =
  | { readonly kind: 'traffic' }
  /** The fixed costs of the plan, which do not depend on usage. */
  | { readonly kind: 'recurring' }
  /** A planned charge takes the account past its limit. */
  | {
      readonly kind: 'charge';
      readonly description: string;
      readonly date: LocalDate;
      readonly minor?: bigint;
    }
  /** The owner's promise to wait ends at the limit date; the credit ends before that, or (null) has already. */
  | { readonly kind: 'exemption'; readonly creditEnds: Instant | null };

/** The parts of every email: sender, recipient and sites. Amounts are minor units of `currency`. */
interface EmailFields {
  /** BCP 47. A language without texts of its own gets English; a region (en-US, de-AT) shapes dates and amounts. */
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly sender: Sender;
  readonly recipientName: string;
  readonly siteNames: readonly string[];
  /** The agency's own words; each may have several lines and is text, never markup. */
  readonly ownWords?: { readonly opening?: string; readonly closing?: string };
}

/** Where the account stands. */
interface StandingFacts {
  readonly balance: bigint;
  /** Used so far and not on the balance yet. */
  readonly accrued: bigint;
  /** Sum of the entries in dispute, which do not count. */
  readonly disputed: bigint;
  /** Negative: how much must always be held. */
  readonly creditLimit: bigint;
}

interface PaceFacts {
  /** The cost of a day in all, positive; null if it cannot be estimated. */
  readonly pacePerDay: bigint | null;
  /** On how many of the latest local days the pace rests; 0: on the plan alone. */
  readonly observedDays: number;
}

/** How the account stands as the email is written, and what may be asked for: whatever it says of now comes from these. */
interface NowFacts {
  readonly situation: Situation;
  readonly offers: Offers;
  readonly payment: PaymentWay;
}

export interface WarningEmail extends EmailFields, StandingFacts, PaceFacts, NowFacts {
  readonly kind: 'week' | 'day';
  /** When the sites will be suspended if nothing is paid. */
  readonly limitDate: Instant;
  readonly reason: LimitReason;
  /** How often the usage is reported, where that is rarely. */
  readonly reported?: Pick<Reported, 'every' | 'nextAt'>;
}

export interface SuspendedEmail extends EmailFields, StandingFacts, NowFacts {
  readonly kind: 'suspended';
  readonly since: Instant;
  /** When it was over, if it is by now. */
  readonly endedAt: Instant | null;
}

export interface ReactivatedEmail extends EmailFields, StandingFacts, PaceFacts, NowFacts {
  readonly kind: 'reactivated';
  readonly since: Instant;
  /** Whether the owner's hold is what ended. */
  readonly wasHeld: boolean;
}

export interface ReceiptEmail extends EmailFields, StandingFacts, NowFacts {
  readonly kind: 'receipt';
  /** Positive: what was paid. */
  readonly amount: bigint;
  /** The balance just after it; `balance` is the one of now. */
  readonly balanceAfter: bigint;
  /** Whether it was taken back since. */
  readonly reversed: boolean;
  /** Left out of the email when it is empty. */
  readonly method: string;
  readonly reference?: string;
  readonly receivedAt: Instant;
  readonly entryNumber: bigint;
}

export interface StatementEntry {
  readonly kind: 'payment' | 'charge' | 'tax' | 'refund' | 'reversal' | 'adjustment';
  readonly description: string;
  readonly effectiveAt: Instant;
  /** Signed from the client's side: a charge is negative. */
  readonly minor: bigint;
  /** The metered quantity of a usage charge, and its unit ('bytes', '' when it is a count). */
  readonly usage?: { readonly quantity: Quantity; readonly unit: string };
}

export interface StatementEmail extends EmailFields, NowFacts {
  readonly kind: 'statement';
  readonly startDate: LocalDate;
  /** Exclusive, as periods are; the email names the last day of the period. */
  readonly endDate: LocalDate;
  readonly openingBalance: bigint;
  readonly closingBalance: bigint;
  /** Sum of the entries in dispute as the email is written. */
  readonly disputed: bigint;
  readonly entries: readonly StatementEntry[];
  /** Where to download it, for users who log in. Left out of the email unless it is an http or https address. */
  readonly portal?: string;
}

export type EmailContent = WarningEmail | SuspendedEmail | ReactivatedEmail | ReceiptEmail | StatementEmail;

export type EmailKind = EmailContent['kind'];

/** What is handed to the mail transport. The subject is one line. */
export interface RenderedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
