import type { PastMonths, PastPeriod } from '../../billing/backtest/backtest.js';
import type { Aggregation, UsageDay } from '../../billing/facts.js';
import { NOTHING_YET } from '../../billing/projection/opening.js';
import type { Promotion } from '../../billing/promotions/promotion.js';
import { accountTax, type TaxInputs } from '../../billing/tax/accountTax.js';
import type { TaxColumns } from '../../billing/tax/storedTax.js';
import { isRefusal } from '../../core/values/refusal.js';
import { QUANTITY_ONE, type Quantity, storedQuantity } from '../../core/values/quantity.js';
import {
  addMonths,
  dateOfEpochDay,
  type Instant,
  type LocalDate,
  localDateOf,
} from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { taxInputs } from '../accounts/taxInputs.js';
import { loadPromotions } from '../promotions/promotions.js';
import { oneOf } from '../core/oneOf.js';
import { loadAssignments } from '../facts/chargeFacts.js';
import type { Faults } from '../facts/groupByAccount.js';

interface AccountRow extends TaxColumns {
  taxInputs: TaxInputs | null;
  id: string;
  siteId: string;
  currency: string;
  timeZone: string;
  billingDay: number;
  intervalMonths: 1 | 3 | 12;
  creditLimit: string;
  openedAt: number;
  openFrom: number;
  openFromDate: string;
}

interface PeriodRow {
  accountId: string;
  startDate: string;
  endDate: string;
  startsAt: number;
  endsAt: number;
  openingBalance: string;
}

export interface KnownMeter {
  readonly name: string;
  readonly aggregation: Aggregation;
}

interface MeterRow {
  accountId: string;
  siteId: string;
  meterId: number;
  /** Days since 1970 and their quantities, comma-separated: a row a day would take most of the time of a backtest. */
  days: string;
  quantities: string;
}

interface ChargedRow {
  accountId: string;
  assignmentId: string;
  minor: string;
}

interface ReducedRow {
  promotionId: string;
  minor: string;
}

interface OtherRow {
  accountId: string;
  effectiveAt: number;
  minor: string;
}

/** Settled periods that ended after a day, as one row an account: its days, and the number of the entry before them. */
const windows = (sql: Queryable, ids: readonly string[], since: LocalDate) => sql`
  select account_id, min(start_date) as from_date, max(end_date) as until_date, min(opening_number) as opening_number,
         max(ends_at) as ends_at
    from periods where account_id = ${oneOf(sql, ids)} and end_date > ${since}::date group by account_id`;

/** Whether an entry is the cost of a plan in these periods, or the tax on it. */
const isOfPlan = (sql: Queryable) => sql`
  e.kind in ('charge', 'tax') and e.period_date is not null and e.period_date >= w.from_date`;

/** The settled periods of accounts that ended after a day. Accounts with unreadable records are named with the fault. */
export async function loadPastMonths(
  sql: Queryable,
  ids: readonly string[],
  since: LocalDate,
  meters: ReadonlyMap<number, KnownMeter>,
): Promise<{ readonly months: ReadonlyMap<string, PastMonths>; readonly faults: Faults }> {
  const faults: Faults = new Map();
  const [accounts, assignments, promotions, periods, usage, charged, reduced, others] = await Promise.all([
    sql<AccountRow[]>`
      select id, site_id, currency, time_zone, billing_day, interval_months, credit_limit, tax_name, tax_percent,
             tax_category, tax_reason_code, tax_country, ${taxInputs(sql)} as tax_inputs, opened_at, open_from, open_from_date
        from accounts a where id = ${oneOf(sql, ids)}`,
    // A period that ends after the day may have begun a year before it.
    loadAssignments(sql, ids, addMonths(since, -13), faults),
    loadPromotions(sql, ids, faults),
    sql<PeriodRow[]>`
      select account_id, start_date, end_date, starts_at, ends_at, opening_balance::text from periods
       where account_id = ${oneOf(sql, ids)} and end_date > ${since}::date order by start_date`,
    meterRows(sql, ids, since, meters),
    sql<ChargedRow[]>`
      with w as materialized (${windows(sql, ids, since)})
      select e.account_id, e.assignment_id, (-sum(e.amount))::text as minor
        from w join entries e on e.account_id = w.account_id and e.period_date >= w.from_date and e.period_date < w.until_date
       where e.kind = 'charge' and e.assignment_id is not null group by e.account_id, e.assignment_id`,
    sql<ReducedRow[]>`
      with w as materialized (${windows(sql, ids, since)})
      select e.promotion_id, sum(e.amount + coalesce(undone.amount, 0))::text as minor
        from w
        join entries e on e.account_id = w.account_id and e.period_date >= w.from_date and e.promotion_id is not null
        left join entries undone on undone.reverses = e.id
       group by e.promotion_id`,
    sql<OtherRow[]>`
      with w as materialized (${windows(sql, ids, since)})
      select e.account_id, e.effective_at, sum(e.amount)::text as minor
        from w join entries e on e.account_id = w.account_id and e.number > w.opening_number
       where e.effective_at < w.ends_at and not coalesce(${isOfPlan(sql)}, false)
       group by e.account_id, e.effective_at`,
  ]);
  const byAccount = {
    periods: grouped(periods),
    usage: grouped(usage),
    charged: grouped(charged),
    others: grouped(others),
  };
  const within = new Map(reduced.map(({ promotionId, minor }) => [promotionId, BigInt(minor)]));
  // What they had taken off when the first of the periods began.
  const atFirst = (promotion: Promotion): Promotion => ({
    ...promotion,
    used: promotion.used - (within.get(promotion.id) ?? 0n),
  });
  const months = new Map<string, PastMonths>();
  for (const row of accounts) {
    const own = byAccount.periods.get(row.id) ?? [];
    try {
      months.set(row.id, {
        facts: {
          ...NOTHING_YET,
          ...termsOf(row),
          balance: 0n,
          assignments: assignments.get(row.id) ?? [],
          promotions: (promotions.get(row.id) ?? []).map(atFirst),
        },
        periods: periodsWithUsage(own, byAccount.usage.get(row.id) ?? [], meters),
        charged: new Map(
          (byAccount.charged.get(row.id) ?? []).map(({ assignmentId, minor }) => [
            assignmentId,
            BigInt(minor),
          ]),
        ),
        opening: BigInt(own[0]?.openingBalance ?? 0),
        others: sumByDay(byAccount.others.get(row.id) ?? [], row.timeZone, own[0]?.startDate ?? ''),
      });
    } catch (error) {
      const known = faults.get(row.id) ?? [];
      faults.set(row.id, [...known, error instanceof Error ? error.message : String(error)]);
    }
  }
  return { months, faults };
}

/** Sites are added up in memory: adding up the days of all of them would take the database as long again. */
async function meterRows(
  sql: Queryable,
  ids: readonly string[],
  since: LocalDate,
  meters: ReadonlyMap<number, KnownMeter>,
): Promise<MeterRow[]> {
  const idsOf = (wanted: Aggregation): number[] =>
    [...meters].flatMap(([id, { aggregation }]) => (aggregation === wanted ? [id] : []));
  return sql<MeterRow[]>`
    with w as materialized (${windows(sql, ids, since)})
    select d.account_id, d.site_id, d.meter_id,
           string_agg((d.day - date '1970-01-01')::text, ',' order by d.day) as days,
           string_agg((case when d.meter_id = any(${idsOf('sum')}::integer[]) then d.total
                            when d.meter_id = any(${idsOf('last')}::integer[]) then d.latest else d.peak end)::text,
                      ',' order by d.day) as quantities
      from w
      join lateral (select distinct t.site_id from site_tenures t where t.account_id = w.account_id) as t on true
      join usage_days d on d.site_id = t.site_id and d.account_id = w.account_id
       and d.day >= w.from_date and d.day < w.until_date and d.meter_id = any(${[...meters.keys()]}::integer[])
     group by d.account_id, d.site_id, d.meter_id`;
}

function grouped<Row extends { readonly accountId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.accountId);
    if (group) group.push(row);
    else groups.set(row.accountId, [row]);
  }
  return groups;
}

function termsOf({ creditLimit, ...row }: AccountRow) {
  const taxes = accountTax(row, row.openFromDate);
  if (isRefusal(taxes)) throw new Error(`its tax cannot be read: ${taxes.detail}`);
  return { ...row, creditLimit: BigInt(creditLimit), tax: taxes.tax };
}

function periodsWithUsage(
  rows: readonly PeriodRow[],
  usage: readonly MeterRow[],
  meters: ReadonlyMap<number, KnownMeter>,
): PastPeriod[] {
  const periods = rows.map(({ startDate, endDate, startsAt, endsAt }) => ({
    ...{ startDate, endDate, startsAt, endsAt },
    usage: [] as UsageDay[],
  }));
  for (const { siteId, meterId, days, quantities } of usage) {
    const known = meters.get(meterId);
    if (known === undefined) continue;
    const { name: meter, aggregation } = known;
    const values = quantities.split(',');
    let period = 0;
    for (const [index, day] of days.split(',').entries()) {
      const date = dateOfEpochDay(Number(day));
      while ((periods[period]?.endDate ?? '~') <= date) period += 1;
      const quantity = quantityOf(values[index] ?? '');
      const value = { total: quantity, peak: quantity, latest: quantity };
      periods[period]?.usage.push({ siteId, meter, aggregation, date, ...value });
    }
  }
  return periods;
}

/** Most quantities are whole numbers. */
function quantityOf(text: string): Quantity {
  return text.includes('.') ? storedQuantity(text) : BigInt(text) * QUANTITY_ONE;
}

/** Entries posted in these periods and dated before them count on the first day. */
function sumByDay(rows: readonly OtherRow[], timeZone: string, first: LocalDate): Map<LocalDate, bigint> {
  const sums = new Map<LocalDate, bigint>();
  for (const { effectiveAt, minor } of rows) {
    const own = localDateOf(effectiveAt satisfies Instant, timeZone);
    const date = own < first ? first : own;
    sums.set(date, (sums.get(date) ?? 0n) + BigInt(minor));
  }
  return sums;
}

/** The meters that a draft or any of a tenant's plans rates, by their internal id: others need not be loaded. */
export async function listRatedMeters(
  sql: Queryable,
  siteId: string,
  draft: readonly string[],
): Promise<Map<number, KnownMeter>> {
  const rows = await sql<(KnownMeter & { readonly id: number })[]>`
    with rated as materialized (
      select distinct u ->> 'meter' as name
        from plans p join plan_versions v on v.plan_id = p.id cross join jsonb_array_elements(v.terms -> 'usage') as u
       where p.site_id = ${siteId})
    select id, name, aggregation from meters
     where (site_id is null or site_id = ${siteId})
       and (name = any(${draft as string[]}::text[]) or name in (select name from rated))`;
  return new Map(rows.map(({ id, ...meter }) => [id, meter]));
}
