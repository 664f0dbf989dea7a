import type { CompiledPlan } from './plans/plan.js';
import type { Percent } from '../core/values/money.js';
import type { Quantity } from '../core/values/quantity.js';
import type { Rhythm } from './traffic/rhythm.js';
import type { Instant, LocalDate } from '../core/values/zone.js';

export type Aggregation = 'sum' | 'max' | 'last' | 'average';
export type AccountState = 'active' | 'suspended' | 'closed';
export type NoticeKind = 'week' | 'day';

/** Which notices the client has had and need not get again. */
export interface Notified {
  readonly week: boolean;
  readonly day: boolean;
  /** Since when the runway has been so long that a notice would be armed again, as far as it was seen. */
  readonly weekBeyondSince?: Instant | null;
  readonly dayBeyondSince?: Instant | null;
  /** Whether money was posted, or the plan or the limit changed, since the latest notice. */
  readonly changed?: boolean;
}

/** A plan version an account is on from one local date to another (exclusive; null: for good). */
export interface Assignment {
  readonly id: string;
  readonly planId: string;
  readonly plan: CompiledPlan;
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate | null;
  /** Whether the start-up charge falls due when this begins: only the first time on a plan. */
  readonly startup: boolean;
}

/** What one site's meter read on one local day. */
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
  readonly periodDate: LocalDate;
  readonly minor: bigint;
  /** How much of it was reversed by hand since; none when left out. */
  readonly reversed?: bigint;
  /** The tax it bears, which a difference bears as well; the account's own when left out. */
  readonly tax?: Tax | null;
  /** Of a usage line, what its meter had come to when it was last posted. */
  readonly total?: Quantity;
}

/** What one meter of a plan had come to as a period was settled. */
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

export interface Tax {
  readonly name: string;
  readonly percent: Percent;
}

/**
 * What the entries of one statement add up to for one tax: its own, or those that give back something of an earlier
 * statement. Costs in minor units: positive where the client pays.
 */
export interface TaxedSum {
  readonly tax: Tax;
  /** Start date of the earlier statement that is corrected; null: the statement's own. */
  readonly corrects: LocalDate | null;
  /** What that statement taxed before this one; 0 for a statement's own. */
  readonly netBefore: bigint;
  /** What it taxes now. */
  readonly net: bigint;
  /** The tax entries there are. */
  readonly posted: bigint;
  /** Those of them that brought the tax to that on the sum before. */
  readonly rounded: bigint;
}

/** One meter's days added up over the account's sites, oldest first, for looking ahead. */
export interface MeterDays {
  readonly meter: string;
  readonly aggregation: Aggregation;
  readonly days: readonly { readonly date: LocalDate; readonly quantity: number }[];
  /** When it is reported, one for each site. */
  readonly rhythms?: readonly Rhythm[];
}

/** One site's meter that stopped reporting, with what it reported before. */
export interface SilentMeter {
  readonly siteId: string;
  readonly siteName: string;
  readonly meter: string;
  /** Of the account's zone. */
  readonly lastDay: LocalDate;
  /** The site's own days up to the last, oldest first. */
  readonly days: MeterDays['days'];
}

/** A suspension that would be, were it not for the breaker. */
export interface HeldBackState {
  readonly since: Instant;
  /** Whether the owner has reset the breaker meanwhile. */
  readonly isReset: boolean;
}

/** Everything about one account that its rules need, as read at one moment. */
export interface AccountFacts {
  readonly id: string;
  readonly siteId: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit: bigint;
  readonly tax: Tax | null;
  readonly statementsWanted: boolean;
  readonly openedAt: Instant;
  readonly closeRequestedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly balance: bigint;
  /** Sum of the entries in dispute; they do not count towards headroom. */
  readonly disputed: bigint;
  /** Start of the first period that is not settled. */
  readonly openFrom: Instant;
  readonly openFromDate: LocalDate;
  /** Settled periods for which usage came late, by start date. */
  readonly latePeriods: readonly LocalDate[];
  /** When the first of it came; null or left out: long ago, or none did. */
  readonly lateSince?: Instant | null;
  /** The tax that each of these bore when it was settled. */
  readonly lateTaxes?: ReadonlyMap<LocalDate, Tax | null>;
  /** What the meters of these had come to as they were settled. */
  readonly settledUsage?: readonly SettledUsage[];
  readonly assignments: readonly Assignment[];
  readonly usage: readonly UsageDay[];
  readonly history: readonly MeterDays[];
  readonly silentMeters: readonly SilentMeter[];
  readonly posted: readonly PostedLine[];
  /** What the entries since the last statement add up to, tax by tax. */
  readonly taxed?: readonly TaxedSum[];
  readonly scheduled: readonly ScheduledCharge[];
  readonly state: AccountState;
  readonly suspension: {
    readonly id: string;
    readonly reason: 'limit' | 'hold';
    readonly limitHitAt: Instant;
  } | null;
  readonly held: boolean;
  /** Below its limit, and not suspended because too many others were suspended within the hour. */
  readonly heldBack: HeldBackState | null;
  readonly exemptUntil: Instant | null;
  /** Since when headroom has been below zero, as far as it was noticed. */
  readonly belowSince: Instant | null;
  /** The limit date as the last assessment saw it, had nothing more been used since. */
  readonly foreseenLimit: Instant | null;
  readonly notified: Notified;
  readonly sites: readonly SiteFacts[];
  /**
   * From when commands may go to the connectors of child sites without an account, which this account's suspension has
   * closed or opened; 0: at once, null: none waits.
   */
  readonly carriedFrom: Instant | null;
  readonly emails: EmailsDue;
  /** Whether every address of the account has refused an email for good: no notice can be sent. */
  readonly undeliverable?: boolean;
  /** What had accrued when the account was last assessed. */
  readonly accruedBefore?: bigint;
  /** Days of usage with values that no meter reports; they count for nothing, and what was posted stays posted. */
  readonly unreadable?: readonly string[];
  /** Records without which nothing can be rated. */
  readonly unratable?: readonly string[];
}

export interface SiteFacts {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** Whether a parent site closes it, whatever this account is in. */
  readonly upstream: boolean;
  /** Whether the connector has confirmed the latest decision. */
  readonly confirmed: boolean;
  /** When an unconfirmed connector may be asked again; null: at once. */
  readonly retryAt: Instant | null;
}

/** Emails about things that have happened and that the client has not been written about. */
export interface EmailsDue {
  readonly suspended: boolean;
  readonly reactivated: boolean;
  readonly receipt: boolean;
  readonly statement: boolean;
  /** To the Owners of child sites, that a suspension of this account has closed theirs. */
  readonly upstream: boolean;
}
