import type { Aggregation, MeterDays, SilentMeter, UsageDay } from '../../billing/facts.js';
import type { Rhythm } from '../../billing/traffic/rhythm.js';
import { HABIT_DAYS } from '../../billing/traffic/silentMeter.js';
import { dateOfEpochDay } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { oneOf } from '../core/oneOf.js';
import { type Faults, groupByAccount } from './groupByAccount.js';

/**
 * A larger value, or NaN (which sorts above all numbers), is reduced to this: a value beyond a float's range would
 * fail.
 */
const READABLE_BELOW = '1e30';

const IS_SOUND = ['total', 'peak', 'latest']
  .map((name) => `d.${name} >= 0 and d.${name} < ${READABLE_BELOW}`)
  .join(' and ');

interface UsageRow {
  accountId: string;
  siteId: string;
  meter: string;
  aggregation: Aggregation;
  day: string;
  total: string;
  peak: string;
  latest: string;
}

/**
 * The days of usage in and after the oldest period that may be rated, or since an earlier day. Meters that add up are
 * summed over the sites here, except a site's day with an invalid number, which is a fault of that site alone.
 */
export async function loadUsageDays(
  sql: Queryable,
  ids: readonly string[],
  since: string | null,
  faults: Faults,
): Promise<Map<string, UsageDay[]>> {
  const rows = await sql<UsageRow[]>`
    select d.account_id, min(d.site_id::text) as site_id, m.name as meter, m.aggregation, d.day,
           sum(d.total)::text as total,
           max(d.peak)::text as peak, max(d.latest)::text as latest
      from accounts a
      join lateral (select distinct t.site_id from site_tenures t where t.account_id = a.id) as t on true
      join usage_days d on d.site_id = t.site_id and d.account_id = a.id and d.day >= least(a.open_from_date, ${since}::date,
           (select min(p.start_date) from periods p where p.account_id = a.id and p.late_usage))
      join meters m on m.id = d.meter_id
     where a.id = ${oneOf(sql, ids)}
     group by d.account_id, case when m.aggregation = 'sum' and ${sql.unsafe(IS_SOUND)} then null else d.site_id end, m.id, d.day`;
  return groupByAccount(rows, usageDayOf, faults);
}

function usageDayOf(row: UsageRow): UsageDay {
  return {
    siteId: row.siteId,
    meter: row.meter,
    aggregation: row.aggregation,
    date: row.day,
    total: quantityOf(row, row.total),
    peak: quantityOf(row, row.peak),
    latest: quantityOf(row, row.latest),
  };
}

/** No meter counts this much in a day: a larger number, or NaN, is a broken record. */
const WHOLE_DIGITS_MAX = 30;

/** A numeric of the database in units of 1e-12, without the limits of a single event. */
function quantityOf({ meter, day }: UsageRow, text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  if (!/^\d+$/.test(whole) || whole.length > WHOLE_DIGITS_MAX) {
    const shown = text.length > 40 ? `a number of ${text.length} digits` : text;
    throw new Error(`usage of ${meter} on ${day} cannot be read: ${shown}`);
  }
  return BigInt(whole + fraction.slice(0, 12).padEnd(12, '0'));
}

/** How far back the traffic for a forecast goes: two years, so that last season can be compared with the one before. */
const HISTORY_DAYS = 760;

interface HistoryRow {
  accountId: string;
  meter: string;
  aggregation: Aggregation;
  days: number[];
  quantities: number[];
}

/**
 * Traffic by day over all sites of an account, for the forecast. A site's traffic under a previous account is included,
 * since its visitors stay the same.
 */
export async function loadHistory(
  sql: Queryable,
  ids: readonly string[],
  asOf: number,
  faults: Faults,
): Promise<Map<string, MeterDays[]>> {
  const rows = await sql<HistoryRow[]>`
    select account_id, meter, aggregation, array_agg(day order by day) as days,
           array_agg(quantity order by day) as quantities
      from (select s.account_id, m.name as meter, m.aggregation, d.day - date '1970-01-01' as day,
                   least(sum(case m.aggregation when 'sum' then d.total when 'last' then d.latest else d.peak end)
                           filter (where ${sql.unsafe(IS_SOUND)}), ${READABLE_BELOW}::numeric)::float8 as quantity
              from sites s
              left join site_tenures t on t.site_id = s.id and t.to_at is null
              join usage_days d on d.site_id = s.id
               and (d.account_id = s.account_id or d.day < (t.from_at at time zone 'UTC')::date)
              join meters m on m.id = d.meter_id
             where s.account_id = ${oneOf(sql, ids)}
               and d.day >= (${asOf}::timestamptz at time zone 'UTC')::date - ${HISTORY_DAYS}::integer
             group by s.account_id, m.name, m.aggregation, d.day) as daily
     group by account_id, meter, aggregation`;
  return groupByAccount(rows, meterDaysOf, faults);
}

interface RhythmRow {
  accountId: string;
  meter: string;
  hours: number[];
  weight: number;
  lastAt: number;
  watermark: number;
  sessions: number[];
}

/** When the usage of accounts' sites is reported, by meter. Only meters that add up have hours of arrival. */
export async function loadRhythms(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, { readonly meter: string; readonly rhythm: Rhythm }[]>> {
  const rows = await sql<RhythmRow[]>`
    select s.account_id, m.name as meter, r.hours, r.weight, r.last_at, r.watermark - date '1970-01-01' as watermark,
           r.sessions
      from sites s
      join usage_rhythms r on r.site_id = s.id
      join meters m on m.id = r.meter_id and m.aggregation = 'sum'
     where s.account_id = ${oneOf(sql, ids)}`;
  return groupByAccount(
    rows,
    ({ meter, hours, weight, lastAt, watermark, sessions }) => ({
      meter,
      rhythm: { hours, weight, lastAt, watermark, sessions },
    }),
    faults,
  );
}

function meterDaysOf(row: HistoryRow): MeterDays {
  return { meter: row.meter, aggregation: row.aggregation, days: daysOf(row) };
}

function daysOf({ days, quantities }: Pick<HistoryRow, 'days' | 'quantities'>): MeterDays['days'] {
  return days
    .map((day, index) => ({ date: dateOfEpochDay(day), quantity: quantities[index] ?? 0 }))
    .filter(({ quantity }) => quantity >= 0 && quantity < Number(READABLE_BELOW));
}

interface SilentMeterDays {
  accountId: string;
  siteId: string;
  siteName: string;
  meter: string;
  lastDay: string;
  days: number[];
  quantities: number[];
}

/** Silent meters with their earlier days. Starts from the few open silences, since most accounts have none. */
export async function loadSilentMeterDays(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, SilentMeter[]>> {
  const rows = await sql<SilentMeterDays[]>`
    select s.account_id, x.site_id, s.name as site_name, m.name as meter, x.last_day, d.days, d.quantities
      from silent_meters x
      join sites s on s.id = x.site_id
      join meters m on m.id = x.meter_id
      cross join lateral (
        select array_agg(u.day - date '1970-01-01' order by u.day) as days,
               array_agg(least(case m.aggregation when 'sum' then u.total when 'last' then u.latest else u.peak end,
                               ${READABLE_BELOW}::numeric)::float8 order by u.day) as quantities
          from (select day, sum(total) as total, max(peak) as peak, (array_agg(latest order by latest_at desc))[1] as latest
                  from usage_days
                 where site_id = x.site_id and meter_id = x.meter_id
                   and day between x.last_day - ${HABIT_DAYS}::integer and x.last_day
                 group by day) as u) as d
     where x.ended_at is null and s.account_id = ${oneOf(sql, ids)} and d.days is not null
     order by s.slug, m.name`;
  return groupByAccount(rows, silentMeterOf, faults);
}

function silentMeterOf(row: SilentMeterDays): SilentMeter {
  const { siteId, siteName, meter, lastDay } = row;
  return { siteId, siteName, meter, lastDay, days: daysOf(row) };
}
