import type {
  ExemptionKind,
  AccountFacts,
  AccountState,
  Assignment,
  MeterDays,
  PostedLine,
  ScheduledCharge,
  SettledUsage,
  SilentMeter,
  SiteFacts,
  Tax,
  TaxedSum,
  UsageDay,
} from '../../billing/facts.js';
import type { Promotion } from '../../billing/promotions/promotion.js';
import type { PolicyTerms } from '../../billing/policy/policy.js';
import { accountTax, type AccountTax, type TaxInputs } from '../../billing/tax/accountTax.js';
import { parseStoredTax, type TaxColumns } from '../../billing/tax/storedTax.js';
import type { Rhythm } from '../../billing/traffic/rhythm.js';
import type { ClientRecord } from '../../core/values/clientRecord.js';
import type { Particulars } from '../../core/values/particulars.js';
import { storedQuantity } from '../../core/values/quantity.js';
import { isRefusal } from '../../core/values/refusal.js';
import { type Instant, knowsZone, localDateOf } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { taxInputs } from '../accounts/taxInputs.js';
import { type StoredVatCheck, type VatCheck, vatCheckFrom, vatCheckOf } from '../accounts/vatIds.js';
import { oneOf } from '../core/oneOf.js';
import { type DebitColumns, debitColumns, debitFactsOf } from '../debits/debitFacts.js';
import type { UndeliverableAddress } from '../emails/undeliverable.js';
import { loadTaxed } from '../ledger/taxedSums.js';
import { loadPromotions } from '../promotions/promotions.js';
import { noticeTerms, policyText } from '../suspension/states.js';
import { loadAssignments, loadPosted, loadScheduled } from './chargeFacts.js';
import { type Faults, groupByAccount } from './groupByAccount.js';
import { policyOf } from './policyFacts.js';
import { loadHistory, loadRhythms, loadSilentMeterDays, loadUsageDays } from './usageFacts.js';

/** An account's facts, with data that only emails and lists need. */
export interface LoadedAccount extends AccountFacts, ClientRecord {
  readonly name: string;
  readonly email: string;
  /** Further addresses its emails go to. */
  readonly moreEmails: readonly string[];
  /** Its addresses that refused an email permanently. */
  readonly undeliverableAddresses: readonly UndeliverableAddress[];
  readonly language: string;
  readonly particulars: Particulars;
  /** The tax set by hand; null: decided, or none. */
  readonly taxByHand: Tax | null;
  readonly taxCause: AccountTax['cause'] | null;
  /** What is known about its VAT id; null: it has none that VIES could know. */
  readonly vatCheck: VatCheck | null;
  readonly reference: string;
  readonly revision: number;
  readonly lastNumber: number;
  readonly receiptedNumber: number;
  /** The fault that the last assessment found. */
  readonly fault: string | null;
  /** Its own suspension policy; null: its tenant's. */
  readonly suspensionPolicy: PolicyTerms | null;
  /** Set by the Owner by hand. */
  readonly hold: { readonly reason: string; readonly placedAt: Instant } | null;
  readonly suspendedSince: Instant | null;
  /** The next wake of its workflow, and its reason. */
  readonly nextWakeAt: Instant | null;
  readonly nextWakeFor: string | null;
}

interface FactsRow extends TaxColumns, ClientRecord, DebitColumns {
  taxInputs: TaxInputs | null;
  vatCheck: StoredVatCheck | null;
  id: string;
  siteId: string;
  name: string;
  email: string;
  moreEmails: string[];
  undeliverable: { address: string; since: string; reason: string }[];
  language: string;
  particulars: Particulars;
  reference: string;
  currency: string;
  timeZone: string;
  billingDay: number;
  intervalMonths: 1 | 3 | 12;
  creditLimit: string;
  statementsWanted: boolean;
  openedAt: number;
  closeRequestedAt: number | null;
  closedAt: number | null;
  balance: string;
  accrued: string;
  disputed: string;
  lastNumber: number;
  receiptedNumber: number;
  fault: string | null;
  nextWakeAt: number | null;
  nextWakeFor: string | null;
  revision: number;
  openFrom: number;
  openFromDate: string;
  belowSince: number | null;
  idleLimit: number | null;
  state: AccountState;
  suspensionId: string | null;
  suspensionReason: 'limit' | 'hold' | null;
  limitHitAt: number | null;
  suspendedSince: number | null;
  holdReason: string | null;
  holdPlacedAt: number | null;
  heldBackSince: number | null;
  breakerReset: boolean;
  exemptUntil: number | null;
  exemptFor: ExemptionKind | null;
  promisedUpTo: string | null;
  notifiedWeek: boolean;
  notifiedDay: boolean;
  weekBeyondSince: number | null;
  dayBeyondSince: number | null;
  termsChanged: boolean;
  warned: boolean;
  clearSince: number | null;
  suspensionPolicy: PolicyTerms | null;
  policy: string | null;
  noticeAcceptedAt: number | null;
  lateDates: string[];
  lateSince: number | null;
  lateTaxes: (TaxColumns & { readonly date: string })[];
  settledUsage: StoredUsage;
  suspendedEmail: boolean;
  reactivatedEmail: boolean;
  receiptEmail: boolean;
  statementEmail: boolean;
  upstreamEmail: boolean;
  carriedFrom: number | null;
}

async function accountRows(sql: Queryable, ids: readonly string[]): Promise<FactsRow[]> {
  return sql<FactsRow[]>`
    select a.*, s.id as suspension_id, s.reason as suspension_reason, s.limit_hit_at, s.since as suspended_since,
           k.since as held_back_since, coalesce(k.released, false) as breaker_reset,
           h.reason as hold_reason, h.placed_at as hold_placed_at,
           x.until as exempt_until, x.given_for as exempt_for, x.up_to::text as promised_up_to,
           coalesce(t.week, false) as notified_week, coalesce(t.day, false) as notified_day,
           t.week_beyond_since, t.day_beyond_since, t.terms is distinct from ${noticeTerms(sql)} as terms_changed,
           a.warned_number is not null and not exists (
             select 1 from entries e where e.account_id = a.id and e.number > a.warned_number and e.kind = 'payment'
                and not exists (select 1 from entries r where r.reverses = e.id)) as warned,
           ${policyText(sql)} as policy, ${debitColumns(sql)}, ${taxInputs(sql)} as tax_inputs, ${vatCheckOf(sql)} as vat_check,
           case when ${policyText(sql)}::jsonb ? 'noticeHours' then (
             select min(l.accepted_at) from notices n join emails l on l.key = n.email_key
              where n.account_id = a.id and n.rearmed_at is null and l.accepted_addresses <> '{}') end as notice_accepted_at,
           array(select p.start_date::text from periods p where p.account_id = a.id and p.late_usage) as late_dates,
           (select min(p.late_since) from periods p where p.account_id = a.id and p.late_usage) as late_since,
           coalesce((select jsonb_agg(jsonb_build_object('date', p.start_date::text, 'taxName', p.tax_name,
                      'taxPercent', p.tax_percent, 'taxCategory', p.tax_category, 'taxReasonCode', p.tax_reason_code,
                      'taxCountry', p.tax_country)) from periods p where p.account_id = a.id and p.late_usage), '[]') as late_taxes,
           coalesce((select jsonb_object_agg(p.start_date::text, p.usage) from periods p
                      where p.account_id = a.id and p.late_usage), '{}') as settled_usage,
           coalesce((select jsonb_agg(jsonb_build_object('address', u.address, 'since', u.since, 'reason', u.reason)
                            order by u.since, u.address)
                       from undeliverable_addresses u where u.account_id = a.id), '[]') as undeliverable,
           exists (select 1 from suspensions l where l.account_id = a.id and l.email_due) as suspended_email,
           exists (select 1 from suspensions l where l.account_id = a.id and l.reactivation_email_due)
             as reactivated_email,
           exists (select 1 from entries e where e.account_id = a.id and e.number > a.receipted_number
                      and e.kind = 'payment') as receipt_email,
           exists (select 1 from periods p where p.account_id = a.id and p.statement_due) as statement_email,
           exists (select 1 from sites c join upstream_suspensions u on u.cause_id = c.id and u.email_due
                    where c.account_id = a.id) as upstream_email,
           (select min(coalesce(c.connector_retry_at, to_timestamp(0))) from sites c
             where c.carrier_id = a.id and c.confirmed_generation <> c.generation
               and not exists (select 1 from accounts o where o.id = c.account_id and o.closed_at is null))
             as carried_from
      from accounts a
      left join suspensions s on s.account_id = a.id and s.ended_at is null
      left join holds h on h.account_id = a.id and h.released_at is null
      left join exemptions x on x.account_id = a.id and x.ended_at is null
      left join lateral (
        select h.since, b.reset_at is not null as released from held_back_accounts h join breakers b on b.id = h.breaker_id
         where h.account_id = a.id and h.ended_at is null and b.site_id = a.site_id order by b.id desc limit 1) k on true
      left join lateral (
        select bool_or(n.kind = 'week') as week, bool_or(n.kind = 'day') as day,
               max(n.beyond_since) filter (where n.kind = 'week') as week_beyond_since,
               max(n.beyond_since) filter (where n.kind = 'day') as day_beyond_since,
               (array_agg(n.terms order by n.notified_at desc))[1] as terms
          from notices n where n.account_id = a.id and n.rearmed_at is null) t on true
     where a.id = ${oneOf(sql, ids)}`;
}

interface SiteRow {
  id: string;
  accountId: string;
  slug: string;
  name: string;
  upstream: boolean;
  confirmed: boolean;
  retryAt: number | null;
}

async function loadSites(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, SiteFacts[]>> {
  const rows = await sql<SiteRow[]>`
    select id, account_id, slug, name, upstream_since is not null as upstream,
           confirmed_generation = generation as confirmed, connector_retry_at as retry_at
      from sites where account_id = ${oneOf(sql, ids)} order by slug`;
  return groupByAccount(rows, siteFactsOf, faults);
}

function siteFactsOf(row: SiteRow): SiteFacts {
  const { id, slug, name, upstream, confirmed, retryAt } = row;
  return { id, slug, name, upstream, confirmed, retryAt };
}

/**
 * Loads everything the rules need about some accounts. The queries are pipelined, so one account costs about one round
 * trip and a thousand cost little more; inside a transaction they see the same locks. Plans and usage go back to
 * `since` where that is before the oldest period that may still be rated.
 */
export async function loadFacts(
  sql: Queryable,
  ids: readonly string[],
  asOf: number,
  since: string | null = null,
): Promise<Map<string, LoadedAccount>> {
  const unreadable: Faults = new Map();
  const unratable: Faults = new Map();
  const [
    accounts,
    assignments,
    usage,
    history,
    rhythms,
    silentMeters,
    posted,
    taxed,
    scheduled,
    promotions,
    sites,
  ] = await Promise.all([
    accountRows(sql, ids),
    loadAssignments(sql, ids, since, unratable),
    loadUsageDays(sql, ids, since, unreadable),
    loadHistory(sql, ids, asOf, unreadable),
    loadRhythms(sql, ids, unreadable),
    loadSilentMeterDays(sql, ids, unreadable),
    loadPosted(sql, ids, unratable),
    loadTaxed(sql, ids, unratable),
    loadScheduled(sql, ids, unratable),
    loadPromotions(sql, ids, unratable),
    loadSites(sql, ids, unratable),
  ]);
  const parts = {
    assignments,
    usage,
    history,
    rhythms,
    silentMeters,
    posted,
    taxed,
    scheduled,
    promotions,
    sites,
    unreadable,
    unratable,
  };
  return new Map(accounts.map((row) => [row.id, accountOf(row, parts, asOf)]));
}

interface Parts {
  assignments: Map<string, Assignment[]>;
  usage: Map<string, UsageDay[]>;
  history: Map<string, MeterDays[]>;
  rhythms: Map<string, { readonly meter: string; readonly rhythm: Rhythm }[]>;
  silentMeters: Map<string, SilentMeter[]>;
  posted: Map<string, PostedLine[]>;
  taxed: Map<string, TaxedSum[]>;
  scheduled: Map<string, ScheduledCharge[]>;
  promotions: Map<string, Promotion[]>;
  sites: Map<string, SiteFacts[]>;
  unreadable: Faults;
  unratable: Faults;
}

function accountOf(row: FactsRow, parts: Parts, asOf: number): LoadedAccount {
  const debits = debitFactsOf(row);
  const { taxes, faults } = taxesOf(row, asOf);
  const unratable = [...(parts.unratable.get(row.id) ?? []), ...faults, ...zoneFaults(row)];
  return {
    id: row.id,
    siteId: row.siteId,
    name: row.name,
    email: row.email,
    moreEmails: row.moreEmails,
    undeliverableAddresses: row.undeliverable.map((mark) => ({ ...mark, since: Date.parse(mark.since) })),
    undeliverable: isUndeliverable(row),
    undeliverableSince: row.undeliverable.reduce<number | null>(
      (latest, { since }) => Math.max(latest ?? -Infinity, Date.parse(since)),
      null,
    ),
    language: row.language,
    particulars: row.particulars,
    tags: row.tags,
    notes: row.notes,
    externalId: row.externalId,
    metadata: row.metadata,
    reference: row.reference,
    revision: row.revision,
    lastNumber: row.lastNumber,
    receiptedNumber: row.receiptedNumber,
    fault: row.fault,
    nextWakeAt: row.nextWakeAt,
    nextWakeFor: row.nextWakeFor,
    suspendedSince: row.suspendedSince,
    currency: row.currency,
    timeZone: row.timeZone,
    billingDay: row.billingDay,
    intervalMonths: row.intervalMonths,
    creditLimit: BigInt(row.creditLimit),
    tax: taxes.tax,
    taxByHand: taxes.byHand,
    taxCause: taxes.cause ?? null,
    chargeTaxes: taxes.chargeTaxes,
    vatCheck: row.vatCheck && vatCheckFrom(row.vatCheck),
    statementsWanted: row.statementsWanted,
    openedAt: row.openedAt,
    closeRequestedAt: row.closeRequestedAt,
    closedAt: row.closedAt,
    balance: BigInt(row.balance),
    disputed: BigInt(row.disputed),
    openFrom: row.openFrom,
    openFromDate: row.openFromDate,
    latePeriods: row.lateDates,
    lateSince: row.lateSince,
    lateTaxes: new Map(row.lateTaxes.map(({ date, ...tax }) => [date, taxOf(tax)])),
    settledUsage: settledUsageOf(row.settledUsage),
    assignments: parts.assignments.get(row.id) ?? [],
    usage: parts.usage.get(row.id) ?? [],
    history: historyOf(row.id, parts),
    silentMeters: parts.silentMeters.get(row.id) ?? [],
    posted: parts.posted.get(row.id) ?? [],
    taxed: parts.taxed.get(row.id) ?? [],
    scheduled: parts.scheduled.get(row.id) ?? [],
    promotions: parts.promotions.get(row.id) ?? [],
    sites: parts.sites.get(row.id) ?? [],
    carriedFrom: row.carriedFrom,
    state: row.state,
    suspension: suspensionOf(row),
    held: row.holdReason !== null,
    hold: holdOf(row),
    heldBack: row.heldBackSince === null ? null : { since: row.heldBackSince, isReset: row.breakerReset },
    exemptUntil: row.exemptUntil,
    exemptFor: row.exemptFor,
    promisedUpTo: row.promisedUpTo === null ? null : BigInt(row.promisedUpTo),
    ...(row.policy === null ? {} : { policy: policyOf(row.policy, row.currency) }),
    ...(debits === undefined ? {} : { debits }),
    suspensionPolicy: row.suspensionPolicy,
    noticeAcceptedAt: row.noticeAcceptedAt,
    belowSince: row.belowSince,
    foreseenLimit: row.idleLimit,
    notified: notifiedOf(row),
    emails: {
      suspended: row.suspendedEmail,
      reactivated: row.reactivatedEmail,
      receipt: row.receiptEmail,
      statement: row.statementEmail,
      upstream: row.upstreamEmail,
    },
    accruedBefore: accruedOf(row),
    unreadable: parts.unreadable.get(row.id) ?? [],
    unratable,
  };
}

/** Whether no address is left that can receive an email. */
function isUndeliverable({ email, moreEmails: more, undeliverable }: FactsRow): boolean {
  const marked = new Set(undeliverable.map(({ address }) => address));
  return [email, ...more].every((address) => marked.has(address));
}

function historyOf(id: string, parts: Parts): MeterDays[] {
  const rhythms = parts.rhythms.get(id) ?? [];
  return (parts.history.get(id) ?? []).map((meter) => ({
    ...meter,
    rhythms: rhythms.filter((known) => known.meter === meter.meter).map(({ rhythm }) => rhythm),
  }));
}

function holdOf({ holdReason: reason, holdPlacedAt: placedAt }: FactsRow): LoadedAccount['hold'] {
  return reason === null || placedAt === null ? null : { reason, placedAt };
}

/** The notices that count as sent. One without a recorded state of money, plan and limit is older than that record. */
function notifiedOf(row: FactsRow): AccountFacts['notified'] {
  return {
    week: row.notifiedWeek,
    day: row.notifiedDay,
    weekBeyondSince: row.weekBeyondSince,
    dayBeyondSince: row.dayBeyondSince,
    changed: row.termsChanged,
    warned: row.warned,
    clearSince: row.clearSince,
  };
}

function accruedOf({ accrued }: FactsRow): bigint {
  return /^-?\d+$/.test(accrued) ? BigInt(accrued) : 0n;
}

/** By period, assignment and meter. */
type StoredUsage = Record<string, Record<string, Record<string, string>>>;

function settledUsageOf(stored: StoredUsage): SettledUsage[] {
  return Object.entries(stored).flatMap(([periodDate, plans]) =>
    Object.entries(plans).flatMap(([assignmentId, meters]) =>
      Object.entries(meters).map(([meter, quantity]) => ({
        periodDate,
        assignmentId,
        meter,
        quantity: storedQuantity(quantity),
      })),
    ),
  );
}

function taxesOf(
  row: FactsRow,
  asOf: number,
): { readonly taxes: AccountTax; readonly faults: readonly string[] } {
  // An unknown zone is a fault of its own.
  const zone = knowsZone(row.timeZone) ? row.timeZone : 'UTC';
  const taxes = accountTax(row, localDateOf(asOf, zone));
  return isRefusal(taxes)
    ? { taxes: NO_TAX, faults: [`its tax cannot be read: ${taxes.detail}`] }
    : { taxes, faults: [] };
}

const NO_TAX: AccountTax = { tax: null, byHand: null, chargeTaxes: new Map() };

function taxOf(row: TaxColumns): Tax | null {
  const tax = parseStoredTax(row);
  return isRefusal(tax) ? null : tax;
}

function zoneFaults({ timeZone }: FactsRow): string[] {
  return knowsZone(timeZone) ? [] : [`its time zone is not known here: ${timeZone}`];
}

function suspensionOf(row: FactsRow): AccountFacts['suspension'] {
  const { suspensionId: id, suspensionReason: reason, limitHitAt } = row;
  return id === null || reason === null || limitHitAt === null ? null : { id, reason, limitHitAt };
}
