import type { AccountFacts, PostedLine, TaxedSum } from '../../billing/facts.js';
import type { PolicyTerms } from '../../billing/policy/policy.js';
import { storedTax } from '../../billing/tax/storedTax.js';
import { NOTHING_YET } from '../../billing/projection/opening.js';
import { type OpeningDefaults, openingTax } from './openingTerms.js';
import type { Assigned } from '../../plans/assignPlans.js';
import type { NewAccount } from '../../store/accounts/accounts.js';
import { compiledPlan } from '../../store/facts/chargeFacts.js';
import { policyOf } from '../../store/facts/policyFacts.js';
import type { LoadedAccount } from '../../store/facts/facts.js';
import type { Entry } from '../../store/ledger/entries.js';
import type { Site } from '../../store/sites/sites.js';

/** What was written for an account with new sites only: nothing else is known about it. */
interface Opened {
  readonly row: NewAccount;
  readonly assigned: readonly Assigned[];
  readonly sites: readonly Site[];
  readonly exemptUntil: number | null;
  /** The tenant's suspension policy. */
  readonly policy: PolicyTerms | undefined;
  /** What decides its tax at the tenant; null: by hand. */
  readonly taxInputs: OpeningDefaults['taxInputs'];
}

/** The facts of an account that was just opened, as `loadFacts` would load them, before any posting. */
export function openedFacts({ row, assigned, sites, exemptUntil, policy, taxInputs }: Opened): LoadedAccount {
  const { tax: byHand, openFromDate, openedAt, record, ...terms } = row;
  const { tax, cause, chargeTaxes } = openingTax(byHand, row.particulars, taxInputs, openFromDate);
  return {
    ...NOTHING_YET,
    ...NOTHING_LOADED,
    ...terms,
    ...record,
    moreEmails: [...row.moreEmails],
    tax,
    taxByHand: byHand,
    taxCause: cause ?? null,
    chargeTaxes,
    vatCheck: null,
    openedAt,
    openFrom: openedAt,
    openFromDate,
    exemptUntil,
    exemptFor: exemptUntil === null ? null : 'opening',
    promisedUpTo: null,
    ...(policy === undefined ? {} : { policy: policyOf(JSON.stringify(policy), row.currency) }),
    lateTaxes: new Map(),
    assignments: assigned.map(assignmentOf).sort(byDate),
    sites: sites.map(siteFactsOf),
  };
}

const NOTHING_LOADED = {
  balance: 0n,
  revision: 1,
  lastNumber: 0,
  receiptedNumber: 0,
  lateSince: null,
  settledUsage: [],
  taxed: [],
  promotions: [],
  hold: null,
  suspensionPolicy: null,
  notified: {
    week: false,
    day: false,
    weekBeyondSince: null,
    dayBeyondSince: null,
    changed: true,
    warned: false,
    clearSince: null,
  },
  noticeAcceptedAt: null,
  undeliverableSince: null,
  undeliverable: false,
  undeliverableAddresses: [],
  accruedBefore: 0n,
  fault: null,
  suspendedSince: null,
  nextWakeAt: null,
  nextWakeFor: null,
  unreadable: [],
  unratable: [],
} as const;

function assignmentOf({ version, row }: Assigned): AccountFacts['assignments'][number] {
  const { id, planId, versionId, fromDate, toDate, startup } = row;
  return { id, planId, plan: compiledPlan(versionId, version.terms), fromDate, toDate, startup };
}

function siteFactsOf(site: Site): AccountFacts['sites'][number] {
  const { id, slug, name, upstream, generation, confirmedGeneration } = site;
  return { id, slug, name, upstream, confirmed: generation === confirmedGeneration, retryAt: null };
}

/** As the store lists assignments. */
export function byDate(
  one: { readonly fromDate: string; readonly id: string },
  other: { readonly fromDate: string; readonly id: string },
): number {
  return `${one.fromDate} ${one.id}` < `${other.fromDate} ${other.id}` ? -1 : 1;
}

/** The facts of an account just opened after the entries of one posting. */
export function withPosting(facts: LoadedAccount, entries: readonly Entry[]): LoadedAccount {
  const last = entries.at(-1);
  if (last === undefined) return facts;
  return {
    ...facts,
    balance: last.balanceAfter,
    lastNumber: last.number,
    revision: facts.revision + 1,
    posted: [...facts.posted, ...entries.flatMap(postedLineOf)],
    taxed: [...(facts.taxed ?? []), ...taxedSums(entries)],
    emails: { ...facts.emails, receipt: facts.emails.receipt || entries.some(isPayment) },
  };
}

function isPayment({ kind }: Entry): boolean {
  return kind === 'payment';
}

function postedLineOf(entry: Entry): PostedLine[] {
  const { kind, assignmentId, line, periodDate } = entry;
  if (kind !== 'charge' || assignmentId === undefined || line === undefined || periodDate === undefined)
    return [];
  return [{ assignmentId, line, periodDate, minor: -entry.amount, reversed: 0n, tax: storedTax(entry) }];
}

/** The account has one tax at most. */
function taxedSums(entries: readonly Entry[]): TaxedSum[] {
  const taxed = entries.filter(({ taxName }) => taxName !== undefined);
  const [first] = taxed;
  const tax = first === undefined ? null : storedTax(first);
  if (tax === null) return [];
  const sumOf = (kind: string): bigint =>
    taxed.reduce((sum, entry) => (entry.kind === kind ? sum - entry.amount : sum), 0n);
  return [{ tax, corrects: null, netBefore: 0n, net: sumOf('charge'), posted: sumOf('tax'), rounded: 0n }];
}
