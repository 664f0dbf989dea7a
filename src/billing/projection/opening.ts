import type { AccountFacts, Tax } from '../facts.js';
import type { CompiledPlan } from '../plans/plan.js';
import type { Instant, LocalDate } from '../../core/values/zone.js';
import { localDateOf } from '../../core/values/zone.js';

/** The terms of an opening, in minor units; its plans begin on one local date. */
export interface Opening {
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly creditLimit: bigint;
  readonly tax: Tax | null;
  readonly balance: bigint;
  readonly plans: readonly CompiledPlan[];
  readonly plansFrom: LocalDate;
  readonly startupPaid: boolean;
}

/** The facts of an account when it is opened, before its plans have charged anything. */
export function factsAtOpening(
  { balance, plans, plansFrom, startupPaid, ...terms }: Opening,
  at: Instant,
): AccountFacts {
  return {
    ...terms,
    ...NOTHING_YET,
    id: '',
    siteId: '',
    openedAt: at,
    openFrom: at,
    openFromDate: localDateOf(at, terms.timeZone),
    balance,
    assignments: plans.map((plan, index) => ({
      id: String(index),
      planId: String(index),
      plan,
      fromDate: plansFrom,
      toDate: null,
      startup: !startupPaid,
    })),
  };
}

/** What is the same of every account that was just opened. */
export const NOTHING_YET = {
  statementsWanted: true,
  closeRequestedAt: null,
  closedAt: null,
  disputed: 0n,
  latePeriods: [],
  usage: [],
  history: [],
  silentMeters: [],
  posted: [],
  scheduled: [],
  state: 'active',
  suspension: null,
  held: false,
  heldBack: null,
  exemptUntil: null,
  belowSince: null,
  foreseenLimit: null,
  notified: { week: false, day: false },
  sites: [],
  carriedFrom: null,
  emails: { suspended: false, reactivated: false, receipt: false, statement: false, upstream: false },
} as const;
