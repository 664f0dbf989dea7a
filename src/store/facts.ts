import type {
  AccountFacts,
  AccountState,
  Aggregation,
  Assignment,
  CompiledPlan,
  MeterDays,
  PlanTerms,
  PostedLine,
  ScheduledCharge,
  SilentMeter,
  SiteFacts,
  UsageDay,
} from '../billing/index.js';
import { compilePlan, dateOfEpochDay, HABIT_DAYS, isRefusal, parsePercent } from '../billing/index.js';
import type { Queryable } from '../platform/index.js';

/** How far back traffic is read for looking ahead: two years, so that last season can be held against the one before. */
const HISTORY_DAYS = 760;

/** An account's facts with what only letters and lists need beside the rules. */
export interface LoadedAccount extends AccountFacts {
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly reference: string;
  readonly revision: number;
  readonly lastNumber: number;
  readonly receiptedNumber: number;
}

interface FactsRow {
  id: string;
  site_id: string;
  name: string;
  email: string;
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
  disputed: string;
  last_number: number;
  receipted_number: number;
  revision: number;
  open_from: number;
  open_from_date: string;
  below_since: number | null;
  limit_date: number | null;
  state: AccountState;
  suspension_id: string | null;
  suspension_reason: 'limit' | 'hold' | null;
  fell_at: number | null;
  held: boolean;
  braked_since: number | null;
  brake_released: boolean;
  exempt_until: number | null;
  told_kinds: string[];
  late_dates: string[];
  suspended_letter: boolean;
  reactivated_letter: boolean;
  receipt_letter: boolean;
  statement_letter: boolean;
  upstream_letter: boolean;
  carried_from: number | null;
}

async function accountRows(sql: Queryable, ids: readonly string[]): Promise<FactsRow[]> {
  return sql<FactsRow[]>`
    select a.*, s.id as suspension_id, s.reason as suspension_reason, s.fell_at,
           k.since as braked_since, coalesce(k.released, false) as brake_released,
           exists (select 1 from holds h where h.account_id = a.id and h.released_at is null) as held,
           (select x.until from exemptions x where x.account_id = a.id and x.ended_at is null) as exempt_until,
           array(select n.kind from notices n where n.account_id = a.id and n.rearmed_at is null) as told_kinds,
           array(select p.start_date::text from periods p where p.account_id = a.id and p.late_usage) as late_dates,
           exists (select 1 from suspensions l where l.account_id = a.id and l.letter_due) as suspended_letter,
           exists (select 1 from suspensions l where l.account_id = a.id and l.reactivation_letter_due)
             as reactivated_letter,
           exists (select 1 from entries e where e.account_id = a.id and e.number > a.receipted_number
                      and e.kind = 'payment') as receipt_letter,
           exists (select 1 from periods p where p.account_id = a.id and p.statement_due) as statement_letter,
           exists (select 1 from sites c join upstream_suspensions u on u.cause_id = c.id and u.letter_due
                    where c.account_id = a.id) as upstream_letter,
           (select min(coalesce(c.connector_retry_at, to_timestamp(0))) from sites c
             where c.carrier_id = a.id and c.confirmed_generation <> c.generation
               and not exists (select 1 from accounts o where o.id = c.account_id and o.closed_at is null))
             as carried_from
      from accounts a
      left join suspensions s on s.account_id = a.id and s.ended_at is null
      left join lateral (
        select h.since, b.released_at is not null as released from braked_accounts h join brakes b on b.id = h.brake_id
         where h.account_id = a.id and h.ended_at is null and b.site_id = a.site_id order by b.id desc limit 1) k on true
     where a.id = any(${ids as string[]}::uuid[])`;
}

interface AssignmentRow {
  id: string;
  account_id: string;
  plan_id: string;
  version_id: string;
  terms: PlanTerms;
  from_date: string;
  to_date: string | null;
  startup: boolean;
}

/** Assignments that can still matter: those that hold in or after the oldest period that may be rated. */
async function assignmentRows(
  sql: Queryable,
  ids: readonly string[],
  since: string | null,
): Promise<AssignmentRow[]> {
  return sql<AssignmentRow[]>`
    select g.id, g.account_id, g.plan_id, g.version_id, v.terms, g.from_date, g.to_date, g.startup
      from assignments g
      join plan_versions v on v.id = g.version_id
      join accounts a on a.id = g.account_id
     where g.account_id = any(${ids as string[]}::uuid[])
       and (g.to_date is null or g.to_date >= least(a.open_from_date, ${since}::date)
            or exists (select 1 from periods p where p.account_id = a.id and p.late_usage))
     order by g.from_date, g.id`;
}

interface UsageRow {
  account_id: string;
  site_id: string;
  meter: string;
  aggregation: Aggregation;
  day: string;
  total: string;
  peak: string;
  latest: string;
}

async function usageRows(sql: Queryable, ids: readonly string[], since: string | null): Promise<UsageRow[]> {
  return sql<UsageRow[]>`
    select s.account_id, d.site_id, m.name as meter, m.aggregation, d.day, d.total::text, d.peak::text, d.latest::text
      from accounts a
      join sites s on s.account_id = a.id
      join usage_days d on d.site_id = s.id and d.day >= least(a.open_from_date, ${since}::date,
           (select min(p.start_date) from periods p where p.account_id = a.id and p.late_usage))
      join meters m on m.id = d.meter_id
     where a.id = any(${ids as string[]}::uuid[])`;
}

interface HistoryRow {
  account_id: string;
  meter: string;
  aggregation: Aggregation;
  days: number[];
  quantities: number[];
}

async function historyRows(sql: Queryable, ids: readonly string[], asOf: number): Promise<HistoryRow[]> {
  return sql<HistoryRow[]>`
    select account_id, meter, aggregation, array_agg(day order by day) as days,
           array_agg(quantity order by day) as quantities
      from (select s.account_id, m.name as meter, m.aggregation, d.day - date '1970-01-01' as day,
                   sum(case m.aggregation when 'sum' then d.total when 'last' then d.latest else d.peak end)::float8
                     as quantity
              from sites s
              join usage_days d on d.site_id = s.id
              join meters m on m.id = d.meter_id
             where s.account_id = any(${ids as string[]}::uuid[])
               and d.day >= (${asOf}::timestamptz at time zone 'UTC')::date - ${HISTORY_DAYS}::integer
             group by s.account_id, m.name, m.aggregation, d.day) as daily
     group by account_id, meter, aggregation`;
}

interface SilenceRow {
  account_id: string;
  site_id: string;
  site_name: string;
  meter: string;
  last_day: string;
  days: number[];
  quantities: number[];
}

/** Silent meters with the days before. Read through the few open silences: most accounts have none. */
async function silenceRows(sql: Queryable, ids: readonly string[]): Promise<SilenceRow[]> {
  return sql<SilenceRow[]>`
    select s.account_id, x.site_id, s.name as site_name, m.name as meter, x.last_day, d.days, d.quantities
      from silences x
      join sites s on s.id = x.site_id
      join meters m on m.id = x.meter_id
      cross join lateral (
        select array_agg(u.day - date '1970-01-01' order by u.day) as days,
               array_agg((case m.aggregation when 'sum' then u.total when 'last' then u.latest else u.peak end)::float8
                         order by u.day) as quantities
          from usage_days u
         where u.site_id = x.site_id and u.meter_id = x.meter_id
           and u.day between x.last_day - ${HABIT_DAYS}::integer and x.last_day) as d
     where x.ended_at is null and s.account_id = any(${ids as string[]}::uuid[]) and d.days is not null
     order by s.slug, m.name`;
}

interface PostedRow {
  account_id: string;
  assignment_id: string;
  line: string;
  period_date: string;
  minor: string;
  reversed: string;
}

async function postedRows(sql: Queryable, ids: readonly string[]): Promise<PostedRow[]> {
  return sql<PostedRow[]>`
    select e.account_id, e.assignment_id, e.line, e.period_date, (-sum(e.amount))::text as minor,
           coalesce(sum(r.amount), 0)::text as reversed
      from accounts a
      join entries e on e.account_id = a.id and e.period_date is not null and e.kind = 'charge'
       and e.period_date >= least(a.open_from_date,
           (select min(p.start_date) from periods p where p.account_id = a.id and p.late_usage))
      left join entries r on r.reverses = e.id
     where a.id = any(${ids as string[]}::uuid[])
     group by e.account_id, e.assignment_id, e.line, e.period_date`;
}

interface ScheduledRow {
  id: string;
  account_id: string;
  due_on: string;
  amount: string;
  description: string;
  category: string;
}

async function scheduledRows(sql: Queryable, ids: readonly string[]): Promise<ScheduledRow[]> {
  return sql<ScheduledRow[]>`
    select id, account_id, due_on, amount::text, description, category from scheduled_charges
     where account_id = any(${ids as string[]}::uuid[]) and entry_id is null and cancelled_at is null
     order by due_on, id`;
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

async function siteRows(sql: Queryable, ids: readonly string[]): Promise<SiteRow[]> {
  return sql<SiteRow[]>`
    select id, account_id, slug, name, upstream_since is not null as upstream,
           confirmed_generation = generation as confirmed, connector_retry_at as retry_at
      from sites where account_id = any(${ids as string[]}::uuid[]) order by slug`;
}

/** Plan versions never change, so one compilation serves for the life of the process. */
const compiledPlans = new Map<string, CompiledPlan>();

function compiledPlan(versionId: string, terms: PlanTerms): CompiledPlan {
  const known = compiledPlans.get(versionId);
  if (known) return known;
  const plan = compilePlan(terms);
  if (isRefusal(plan)) throw new Error(`stored plan version ${versionId} does not compile: ${plan.detail}`);
  compiledPlans.set(versionId, plan);
  return plan;
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
  const [accounts, assignments, usage, history, silences, posted, scheduled, sites] = await Promise.all([
    accountRows(sql, ids),
    assignmentRows(sql, ids, since),
    usageRows(sql, ids, since),
    historyRows(sql, ids, asOf),
    silenceRows(sql, ids),
    postedRows(sql, ids),
    scheduledRows(sql, ids),
    siteRows(sql, ids),
  ]);
  const parts = {
    assignments: grouped(assignments, assignmentOf),
    usage: grouped(usage, usageDayOf),
    history: grouped(history, meterDaysOf),
    silences: grouped(silences, silentMeterOf),
    posted: grouped(posted, postedLineOf),
    scheduled: grouped(scheduled, scheduledChargeOf),
    sites: grouped(sites, siteFactsOf),
  };
  return new Map(accounts.map((row) => [row.id, accountOf(row, parts)]));
}

interface Parts {
  assignments: Map<string, Assignment[]>;
  usage: Map<string, UsageDay[]>;
  history: Map<string, MeterDays[]>;
  silences: Map<string, SilentMeter[]>;
  posted: Map<string, PostedLine[]>;
  scheduled: Map<string, ScheduledCharge[]>;
  sites: Map<string, SiteFacts[]>;
}

function grouped<Row extends { account_id: string }, Part>(
  rows: readonly Row[],
  partOf: (row: Row) => Part,
): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const row of rows) {
    const group = groups.get(row.account_id);
    if (group) group.push(partOf(row));
    else groups.set(row.account_id, [partOf(row)]);
  }
  return groups;
}

function accountOf(row: FactsRow, parts: Parts): LoadedAccount {
  return {
    id: row.id,
    siteId: row.site_id,
    name: row.name,
    email: row.email,
    language: row.language,
    reference: row.reference,
    revision: row.revision,
    lastNumber: row.last_number,
    receiptedNumber: row.receipted_number,
    currency: row.currency,
    timeZone: row.time_zone,
    billingDay: row.billing_day,
    intervalMonths: row.interval_months,
    creditLimit: BigInt(row.credit_limit),
    tax: taxOf(row),
    statementsWanted: row.statements_wanted,
    openedAt: row.opened_at,
    closeRequestedAt: row.close_requested_at,
    closedAt: row.closed_at,
    balance: BigInt(row.balance),
    disputed: BigInt(row.disputed),
    openFrom: row.open_from,
    openFromDate: row.open_from_date,
    latePeriods: row.late_dates,
    assignments: parts.assignments.get(row.id) ?? [],
    usage: parts.usage.get(row.id) ?? [],
    history: parts.history.get(row.id) ?? [],
    silences: parts.silences.get(row.id) ?? [],
    posted: parts.posted.get(row.id) ?? [],
    scheduled: parts.scheduled.get(row.id) ?? [],
    sites: parts.sites.get(row.id) ?? [],
    carriedFrom: row.carried_from,
    state: row.state,
    suspension: suspensionOf(row),
    held: row.held,
    braked: row.braked_since === null ? null : { since: row.braked_since, mayGoOn: row.brake_released },
    exemptUntil: row.exempt_until,
    belowSince: row.below_since,
    foreseenLimit: row.limit_date,
    told: { week: row.told_kinds.includes('week'), day: row.told_kinds.includes('day') },
    letters: {
      suspended: row.suspended_letter,
      reactivated: row.reactivated_letter,
      receipt: row.receipt_letter,
      statement: row.statement_letter,
      upstream: row.upstream_letter,
    },
  };
}

function taxOf(row: FactsRow): AccountFacts['tax'] {
  if (row.tax_name === null || row.tax_percent === null) return null;
  const percent = parsePercent(row.tax_percent);
  if (isRefusal(percent)) throw new Error(`stored tax of account ${row.id} is unreadable: ${percent.detail}`);
  return { name: row.tax_name, percent };
}

function suspensionOf(row: FactsRow): AccountFacts['suspension'] {
  const { suspension_id: id, suspension_reason: reason, fell_at: fellAt } = row;
  return id === null || reason === null || fellAt === null ? null : { id, reason, fellAt };
}

function assignmentOf(row: AssignmentRow): Assignment {
  return {
    id: row.id,
    planId: row.plan_id,
    plan: compiledPlan(row.version_id, row.terms),
    fromDate: row.from_date,
    toDate: row.to_date,
    startup: row.startup,
  };
}

function usageDayOf(row: UsageRow): UsageDay {
  return {
    siteId: row.site_id,
    meter: row.meter,
    aggregation: row.aggregation,
    date: row.day,
    total: quantityOf(row.total),
    peak: quantityOf(row.peak),
    latest: quantityOf(row.latest),
  };
}

/** A numeric of the database in units of 1e-12, without the bounds that a single event has. */
function quantityOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.slice(0, 12).padEnd(12, '0'));
}

function meterDaysOf(row: HistoryRow): MeterDays {
  return { meter: row.meter, aggregation: row.aggregation, days: daysOf(row) };
}

function daysOf({ days, quantities }: Pick<HistoryRow, 'days' | 'quantities'>): MeterDays['days'] {
  return days.map((day, index) => ({ date: dateOfEpochDay(day), quantity: quantities[index] ?? 0 }));
}

function silentMeterOf(row: SilenceRow): SilentMeter {
  const { site_id: siteId, site_name: siteName, meter, last_day: lastDay } = row;
  return { siteId, siteName, meter, lastDay, days: daysOf(row) };
}

function postedLineOf(row: PostedRow): PostedLine {
  return {
    assignmentId: row.assignment_id,
    line: row.line,
    periodDate: row.period_date,
    minor: BigInt(row.minor),
    reversed: BigInt(row.reversed),
  };
}

function scheduledChargeOf(row: ScheduledRow): ScheduledCharge {
  return {
    id: row.id,
    dueOn: row.due_on,
    minor: BigInt(row.amount),
    description: row.description,
    category: row.category,
  };
}

function siteFactsOf(row: SiteRow): SiteFacts {
  const { id, slug, name, upstream, confirmed, retry_at: retryAt } = row;
  return { id, slug, name, upstream, confirmed, retryAt };
}
