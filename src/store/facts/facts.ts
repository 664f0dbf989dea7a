import type {
  AccountFacts,
  AccountState,
  Assignment,
  MeterDays,
  PostedLine,
  ScheduledCharge,
  SettledUsage,
  SilentMeter,
  SiteFacts,
  TaxedSum,
  UsageDay,
} from '../../billing/facts.js';
import type { Rhythm } from '../../billing/traffic/rhythm.js';
import { parsePercent } from '../../core/values/money.js';
import { storedQuantity } from '../../core/values/quantity.js';
import { isRefusal } from '../../core/values/refusal.js';
import { knowsZone } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { UndeliverableAddress } from '../emails/undeliverable.js';
import { loadTaxed } from '../ledger/taxedSums.js';
import { noticeTerms } from '../suspension/states.js';
import { loadAssignments, loadPosted, loadScheduled } from './chargeFacts.js';
import { type Faults, groupByAccount } from './groupByAccount.js';
import { loadHistory, loadRhythms, loadSilentMeterDays, loadUsageDays } from './usageFacts.js';

/** An account's facts with what only emails and lists need beside the rules. */
export interface LoadedAccount extends AccountFacts {
  readonly name: string;
  readonly email: string;
  /** Further addresses its emails go to. */
  readonly moreEmails: readonly string[];
  /** Those of its addresses that an email was refused for, for good. */
  readonly undeliverableAddresses: readonly UndeliverableAddress[];
  readonly language: string;
  readonly reference: string;
  readonly revision: number;
  readonly lastNumber: number;
  readonly receiptedNumber: number;
  /** What the last assessment found wrong with it. */
  readonly fault: string | null;
}

interface FactsRow {
  id: string;
  site_id: string;
  name: string;
  email: string;
  more_emails: string[];
  undeliverable: { address: string; since: string; reason: string }[];
  language: string;
  reference: string;
  currency: string;
  time_zone: string;
  billing_day: number;
  interval_months: 1 | 3 | 12;
  credit_limit: string;
  tax_name: string | null;
  tax_percent: string | null;
  statements_wanted: boolean;
  opened_at: number;
  close_requested_at: number | null;
  closed_at: number | null;
  balance: string;
  accrued: string;
  disputed: string;
  last_number: number;
  receipted_number: number;
  fault: string | null;
  revision: number;
  open_from: number;
  open_from_date: string;
  below_since: number | null;
  idle_limit: number | null;
  state: AccountState;
  suspension_id: string | null;
  suspension_reason: 'limit' | 'hold' | null;
  limit_hit_at: number | null;
  held: boolean;
  held_back_since: number | null;
  breaker_reset: boolean;
  exempt_until: number | null;
  notified_week: boolean;
  notified_day: boolean;
  week_beyond_since: number | null;
  day_beyond_since: number | null;
  terms_changed: boolean;
  late_dates: string[];
  late_since: number | null;
  late_taxes: { date: string; tax_name: string | null; tax_percent: string | null }[];
  settled_usage: StoredUsage;
  suspended_email: boolean;
  reactivated_email: boolean;
  receipt_email: boolean;
  statement_email: boolean;
  upstream_email: boolean;
  carried_from: number | null;
}

async function accountRows(sql: Queryable, ids: readonly string[]): Promise<FactsRow[]> {
  return sql<FactsRow[]>`
    select a.*, s.id as suspension_id, s.reason as suspension_reason, s.limit_hit_at,
           k.since as held_back_since, coalesce(k.released, false) as breaker_reset,
           exists (select 1 from holds h where h.account_id = a.id and h.released_at is null) as held,
           (select x.until from exemptions x where x.account_id = a.id and x.ended_at is null) as exempt_until,
           coalesce(t.week, false) as notified_week, coalesce(t.day, false) as notified_day,
           t.week_beyond_since, t.day_beyond_since, t.terms is distinct from ${noticeTerms(sql)} as terms_changed,
           array(select p.start_date::text from periods p where p.account_id = a.id and p.late_usage) as late_dates,
           (select min(p.late_since) from periods p where p.account_id = a.id and p.late_usage) as late_since,
           coalesce((select jsonb_agg(jsonb_build_object('date', p.start_date::text, 'tax_name', p.tax_name,
                      'tax_percent', p.tax_percent)) from periods p where p.account_id = a.id and p.late_usage), '[]') as late_taxes,
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
      left join lateral (
        select h.since, b.reset_at is not null as released from held_back_accounts h join breakers b on b.id = h.breaker_id
         where h.account_id = a.id and h.ended_at is null and b.site_id = a.site_id order by b.id desc limit 1) k on true
      left join lateral (
        select bool_or(n.kind = 'week') as week, bool_or(n.kind = 'day') as day,
               max(n.beyond_since) filter (where n.kind = 'week') as week_beyond_since,
               max(n.beyond_since) filter (where n.kind = 'day') as day_beyond_since,
               (array_agg(n.terms order by n.notified_at desc))[1] as terms
          from notices n where n.account_id = a.id and n.rearmed_at is null) t on true
     where a.id = any(${ids as string[]}::uuid[])`;
}

interface SiteRow {
  id: string;
  account_id: string;
  slug: string;
  name: string;
  upstream: boolean;
  confirmed: boolean;
  retry_at: number | null;
}

async function loadSites(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, SiteFacts[]>> {
  const rows = await sql<SiteRow[]>`
    select id, account_id, slug, name, upstream_since is not null as upstream,
           confirmed_generation = generation as confirmed, connector_retry_at as retry_at
      from sites where account_id = any(${ids as string[]}::uuid[]) order by slug`;
  return groupByAccount(rows, siteFactsOf, faults);
}

function siteFactsOf(row: SiteRow): SiteFacts {
  const { id, slug, name, upstream, confirmed, retry_at: retryAt } = row;
  return { id, slug, name, upstream, confirmed, retryAt };
}

/**
 * Reads everything the rules need about some accounts. The queries go out together, so one account costs about one
 * round trip and a thousand cost little more; inside a transaction they see the same locks. Plans and usage go back to
 * `since` where that is before the oldest period that may still be rated: for looking behind.
 */
export async function loadFacts(
  sql: Queryable,
  ids: readonly string[],
  asOf: number,
  since: string | null = null,
): Promise<Map<string, LoadedAccount>> {
  const unreadable: Faults = new Map();
  const unratable: Faults = new Map();
  const [accounts, assignments, usage, history, rhythms, silentMeters, posted, taxed, scheduled, sites] =
    await Promise.all([
      accountRows(sql, ids),
      loadAssignments(sql, ids, since, unratable),
      loadUsageDays(sql, ids, since, unreadable),
      loadHistory(sql, ids, asOf, unreadable),
      loadRhythms(sql, ids, unreadable),
      loadSilentMeterDays(sql, ids, unreadable),
      loadPosted(sql, ids, unratable),
      loadTaxed(sql, ids, unratable),
      loadScheduled(sql, ids, unratable),
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
    sites,
    unreadable,
    unratable,
  };
  return new Map(accounts.map((row) => [row.id, accountOf(row, parts)]));
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
  sites: Map<string, SiteFacts[]>;
  unreadable: Faults;
  unratable: Faults;
}

function accountOf(row: FactsRow, parts: Parts): LoadedAccount {
  const { tax, faults } = taxOf(row);
  const unratable = [...(parts.unratable.get(row.id) ?? []), ...faults, ...zoneFaults(row)];
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    email: row.email,
    moreEmails: row.more_emails,
    undeliverableAddresses: row.undeliverable.map((mark) => ({ ...mark, since: Date.parse(mark.since) })),
    undeliverable: isUndeliverable(row),
    language: row.language,
    reference: row.reference,
    revision: row.revision,
    lastNumber: row.last_number,
    receiptedNumber: row.receipted_number,
    fault: row.fault,
    currency: row.currency,
    timeZone: row.time_zone,
    billingDay: row.billing_day,
    intervalMonths: row.interval_months,
    creditLimit: BigInt(row.credit_limit),
    tax,
    statementsWanted: row.statements_wanted,
    openedAt: row.opened_at,
    closeRequestedAt: row.close_requested_at,
    closedAt: row.closed_at,
    balance: BigInt(row.balance),
    disputed: BigInt(row.disputed),
    openFrom: row.open_from,
    openFromDate: row.open_from_date,
    latePeriods: row.late_dates,
    lateSince: row.late_since,
    lateTaxes: new Map(row.late_taxes.map(({ date, ...tax }) => [date, taxOf(tax).tax])),
    settledUsage: settledUsageOf(row.settled_usage),
    assignments: parts.assignments.get(row.id) ?? [],
    usage: parts.usage.get(row.id) ?? [],
    history: historyOf(row.id, parts),
    silentMeters: parts.silentMeters.get(row.id) ?? [],
    posted: parts.posted.get(row.id) ?? [],
    taxed: parts.taxed.get(row.id) ?? [],
    scheduled: parts.scheduled.get(row.id) ?? [],
    sites: parts.sites.get(row.id) ?? [],
    carriedFrom: row.carried_from,
    state: row.state,
    suspension: suspensionOf(row),
    held: row.held,
    heldBack:
      row.held_back_since === null ? null : { since: row.held_back_since, isReset: row.breaker_reset },
    exemptUntil: row.exempt_until,
    belowSince: row.below_since,
    foreseenLimit: row.idle_limit,
    notified: notifiedOf(row),
    emails: {
      suspended: row.suspended_email,
      reactivated: row.reactivated_email,
      receipt: row.receipt_email,
      statement: row.statement_email,
      upstream: row.upstream_email,
    },
    accruedBefore: accruedOf(row),
    unreadable: parts.unreadable.get(row.id) ?? [],
    unratable,
  };
}

/** Whether there is no address left that an email could reach. */
function isUndeliverable({ email, more_emails: more, undeliverable }: FactsRow): boolean {
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

/** Which notices count as told; one without a noted state of money, plan and limit was told before those were noted. */
function notifiedOf(row: FactsRow): AccountFacts['notified'] {
  return {
    week: row.notified_week,
    day: row.notified_day,
    weekBeyondSince: row.week_beyond_since,
    dayBeyondSince: row.day_beyond_since,
    changed: row.terms_changed,
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

function taxOf(row: Pick<FactsRow, 'tax_name' | 'tax_percent'>): {
  readonly tax: AccountFacts['tax'];
  readonly faults: string[];
} {
  if (row.tax_name === null || row.tax_percent === null) return { tax: null, faults: [] };
  const percent = parsePercent(row.tax_percent);
  return isRefusal(percent)
    ? { tax: null, faults: [`its tax cannot be read: ${percent.detail}`] }
    : { tax: { name: row.tax_name, percent }, faults: [] };
}

function zoneFaults({ time_zone: timeZone }: FactsRow): string[] {
  return knowsZone(timeZone) ? [] : [`its time zone is not known here: ${timeZone}`];
}

function suspensionOf(row: FactsRow): AccountFacts['suspension'] {
  const { suspension_id: id, suspension_reason: reason, limit_hit_at: limitHitAt } = row;
  return id === null || reason === null || limitHitAt === null ? null : { id, reason, limitHitAt };
}
