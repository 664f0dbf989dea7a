import type { DebitFacts } from './debits/debit.js';
import type { CompiledPlan } from './plans/plan.js';
import type { Promotion } from './promotions/promotion.js';
import type { SuspensionPolicy } from './policy/policy.js';
import type { Percent } from '../core/values/money.js';
import type { Quantity } from '../core/values/quantity.js';
import type { TaxCategory } from './tax/treatment.js';
import type { Rhythm } from './traffic/rhythm.js';
import type { Instant, LocalDate } from '../core/values/zone.js';

export type Aggregation = 'sum' | 'max' | 'last' | 'average';
export type AccountState = 'active' | 'suspended' | 'closed';
export type NoticeKind = 'week' | 'day';

/** Which notices the client has had, so that they are not repeated. */
export interface Notified {
  readonly week: boolean;
  readonly day: boolean;
  /** Since when the runway has been long enough to re-arm a notice, as far as assessments noticed. */
  readonly weekBeyondSince?: Instant | null;
  readonly dayBeyondSince?: Instant | null;
  /** Whether money was posted, or the plan or the limit changed, since the latest notice. */
  readonly changed?: boolean;
  /** Whether a week or day notice is the last word the client has had: no payment, suspension or all-clear since. */
  readonly warned?: boolean;
  /** Since when the runway has been long enough for an all-clear, as far as assessments noticed. */
  readonly clearSince?: Instant | null;
}

/** A plan version of an account from one local date to another (exclusive; null: no end). */
export interface Assignment {
  readonly id: string;
  readonly planId: string;
  readonly plan: CompiledPlan;
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate | null;
  /** Whether the start-up charge is due when this begins: only the first time on a plan. */
  readonly startup: boolean;
}

/** The value of one site's meter for one local day. */
export interface UsageDay {
  readonly siteId: string;
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly date: LocalDate;
  readonly total: Quantity;
  readonly peak: Quantity;
  readonly latest: Quantity;
}

/** What settlement has posted so far for one line, as a cost in minor units. */
export interface PostedLine {
  readonly assignmentId: string;
  readonly line: string;
  /** For what a promotion took off the line: its id. */
  readonly promotionId?: string;
  readonly periodDate: LocalDate;
  readonly minor: bigint;
  /** How much of it was reversed by hand since; left out: nothing. */
  readonly reversed?: bigint;
  /** The tax on it, which a difference bears as well; left out: the account's own. */
  readonly tax?: Tax | null;
  /** For a usage line, its meter's value when it was last posted. */
  readonly total?: Quantity;
}

/** The value of one meter of a plan when a period was settled. */
export interface SettledUsage {
  readonly periodDate: LocalDate;
  readonly assignmentId: string;
  readonly meter: string;
  readonly quantity: Quantity;
}

export interface ScheduledCharge {
  readonly id: string;
  readonly dueOn: LocalDate;
  readonly minor: bigint;
  readonly description: string;
  readonly category: string;
}

/** A payment that is assumed for a local day; it counts from the start of that day. */
export interface AssumedPayment {
  readonly on: LocalDate;
  readonly minor: bigint;
}

export interface Tax {
  readonly name: string;
  readonly percent: Percent;
  /** Left out: standard above 0 %, otherwise zero-rated. */
  readonly category?: TaxCategory;
  /** Why nothing is charged (`src/billing/tax/reasons.ts`). */
  readonly reasonCode?: string;
  /** The country it is owed to, where that is not the seller's own (ISO 3166-1). */
  readonly country?: string;
}

/**
 * The sums of one statement's entries for one tax: its own, or corrections of an earlier statement. Costs in minor
 * units: positive where the client pays.
 */
export interface TaxedSum {
  readonly tax: Tax;
  /** Start date of the earlier statement that is corrected; null: the statement's own. */
  readonly corrects: LocalDate | null;
  /** What that statement taxed before this one; 0 for a statement's own. */
  readonly netBefore: bigint;
  /** What it taxes now. */
  readonly net: bigint;
  /** The sum of its tax entries. */
  readonly posted: bigint;
  /** The part of them that adjusted the tax to the tax on the sum before. */
  readonly rounded: bigint;
}

/** One meter's days, summed over the account's sites, oldest first, for forecasts. */
export interface MeterDays {
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly days: readonly { readonly date: LocalDate; readonly quantity: number }[];
  /** When it is reported, one rhythm for each site. */
  readonly rhythms?: readonly Rhythm[];
}

/** One site's meter that stopped reporting, with its earlier reports. */
export interface SilentMeter {
  readonly siteId: string;
  readonly siteName: string;
  readonly meter: string;
  /** The last reported day, in the account's zone. */
  readonly lastDay: LocalDate;
  /** The site's own days up to the last, oldest first. */
  readonly days: MeterDays['days'];
}

/** A suspension that only the breaker prevents. */
export interface HeldBackState {
  readonly since: Instant;
  /** Whether the owner has reset the breaker meanwhile. */
  readonly isReset: boolean;
}

/** Everything about one account that its rules need, as of one moment. */
/** Given by the Owner, asked for by the client, instead of a mass suspension, or for a new client. */
export type ExemptionKind = 'owner' | 'client' | 'breaker' | 'opening';

export interface AccountFacts {
  readonly id: string;
  readonly siteId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit: bigint;
  readonly tax: Tax | null;
  /** By the category of a charge by hand or a planned one, where that is another. */
  readonly chargeTaxes?: ReadonlyMap<string, Tax>;
  readonly statementsWanted: boolean;
  readonly openedAt: Instant;
  readonly closeRequestedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly balance: bigint;
  /** Sum of the entries in dispute; they do not count towards headroom. */
  readonly disputed: bigint;
  /** Start of the first unsettled period. */
  readonly openFrom: Instant;
  readonly openFromDate: LocalDate;
  /** Settled periods with late usage, by start date. */
  readonly latePeriods: readonly LocalDate[];
  /** When the first of it came; null or left out: long ago, or there is none. */
  readonly lateSince?: Instant | null;
  /** The tax on each of these at its settlement. */
  readonly lateTaxes?: ReadonlyMap<LocalDate, Tax | null>;
  /** The meters' values for these at their settlement. */
  readonly settledUsage?: readonly SettledUsage[];
  readonly assignments: readonly Assignment[];
  readonly usage: readonly UsageDay[];
  readonly history: readonly MeterDays[];
  readonly silentMeters: readonly SilentMeter[];
  readonly posted: readonly PostedLine[];
  /** The sums of the entries since the last statement, by tax. */
  readonly taxed?: readonly TaxedSum[];
  readonly scheduled: readonly ScheduledCharge[];
  /** Credits and discounts, ended ones included; left out: none. */
  readonly promotions?: readonly Promotion[];
  /** Only where a payment is assumed, to see its effect: no stored account has any. */
  readonly expectedPayments?: readonly AssumedPayment[];
  readonly state: AccountState;
  readonly suspension: {
    readonly id: string;
    readonly reason: 'limit' | 'hold';
    readonly limitHitAt: Instant;
  } | null;
  readonly held: boolean;
  /** Below its limit, but held back because too many others were suspended within the hour. */
  readonly heldBack: HeldBackState | null;
  readonly exemptUntil: Instant | null;
  /** What the exemption is for; left out or null: there is none. */
  readonly exemptFor?: ExemptionKind | null;
  /** A promise of the client ends as well once more than this is owed, in minor units; null: it does not. */
  readonly promisedUpTo?: bigint | null;
  /** How a suspension for the limit is delayed; left out: not at all. */
  readonly policy?: SuspensionPolicy;
  /** When a mail server first accepted a notice that still counts; known where the policy asks for it. */
  readonly noticeAcceptedAt?: Instant | null;
  /** Its direct debits; left out: it has neither a mandate nor a pending debit. */
  readonly debits?: DebitFacts;
  /** Since when headroom has been below zero, as far as assessments noticed. */
  readonly belowSince: Instant | null;
  /** The limit date of the last assessment, assuming no further usage. */
  readonly foreseenLimit: Instant | null;
  readonly notified: Notified;
  readonly sites: readonly SiteFacts[];
  /**
   * The earliest time for commands to the connectors of child sites without an account that this account's suspension
   * has switched; 0: at once, null: none waits.
   */
  readonly carriedFrom: Instant | null;
  readonly emails: EmailsDue;
  /** Kinds of emails that just could not be written: the others go on, and these are tried again. */
  readonly unwritable?: ReadonlySet<EmailKind>;
  /** Whether every address of the account has permanently refused an email: no notice can be sent. */
  readonly undeliverable?: boolean;
  /** Since when that is so. */
  readonly undeliverableSince?: Instant | null;
  /** The accrued costs at the last assessment. */
  readonly accruedBefore?: bigint;
  /** Days of usage with invalid values; they count for nothing, and what was posted stays posted. */
  readonly unreadable?: readonly string[];
  /** Missing or invalid records, without which nothing can be rated. */
  readonly unratable?: readonly string[];
}

export interface SiteFacts {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** Whether a suspended parent site closes it, independent of this account's state. */
  readonly upstream: boolean;
  /** Whether the connector has confirmed the latest command. */
  readonly confirmed: boolean;
  /** When an unconfirmed connector may be retried; null: at once. */
  readonly retryAt: Instant | null;
}

/** The kinds of emails to a client about the account. */
export type EmailKind = NoticeKind | 'all-clear' | 'receipt' | 'suspended' | 'reactivated' | 'statement';

/** Events for which the client still has to get an email. */
export interface EmailsDue {
  readonly suspended: boolean;
  readonly reactivated: boolean;
  readonly receipt: boolean;
  readonly statement: boolean;
  /** For Owners of child sites: a suspension of this account has closed their sites. */
  readonly upstream: boolean;
}
