import type { Queryable } from '../../platform/sql/sql.js';

/** Validated events, by column: a batch has thousands of them. */
export interface NewUsage {
  readonly groups: readonly UsageGroup[];
  readonly eventIds: readonly string[];
  /** The position of each event's group in `groups`. */
  readonly groupOf: readonly number[];
  /** Decimal strings. */
  readonly quantities: readonly string[];
  /** Epoch milliseconds. */
  readonly times: readonly number[];
  /** Digests of site, meter and quantity. */
  readonly contents: readonly number[];
}

/** What events of one source, site, meter and local day have in common. */
export interface UsageGroup {
  readonly source: string;
  /** The account that held the site at the time of the events. */
  readonly tenureId: number;
  readonly meterId: number;
  readonly day: string;
  /** Whole hours between the start of the day and the arrival. */
  readonly lag: number;
}

/** The positions of events that were not counted. */
export interface Uncounted {
  /** Counted before with the same content, with other content, or voided since. */
  readonly same: readonly number[];
  readonly other: readonly number[];
  readonly voided: readonly number[];
  /** Their site moved to another account since the lookup. */
  readonly stale: readonly number[];
}

/**
 * Counts new events, adds them up per site, meter, local day and account, marks their settled periods to be rated again,
 * and records when usage arrives (as `learnArrival` does), in one SQL statement. It locks settlement out: otherwise an
 * event could arrive between the rating of its day and the mark that it was late. The (source, id) of an event must not
 * occur twice in a batch. Fails with a unique violation when another transaction counts one of them at the same time;
 * the caller then repeats it.
 *
 * Rows are written in a fixed order, so that parallel batches wait for each other instead of deadlocking; the sums, which
 * batches share, come last. A time after `now` counts as now when the holder of the site is determined. Of two events of
 * one instant the higher counts as the latest, so that their order of arrival does not matter.
 */
export async function insertUsage(sql: Queryable, now: number, usage: NewUsage): Promise<Uncounted> {
  const { groups } = usage;
  const [row] = await sql<Uncounted[]>`
    with grouped as materialized (
      select g.*, t.site_id, t.account_id, t.tenant_id, t.to_at, s.id as source_id
        from ${groupRows(sql, groups)}
        left join hold_tenures(${groups.map(({ tenureId }) => tenureId)}::bigint[]) t on t.id = g.tenure_id
        left join usage_sources s on s.tenant_id = t.tenant_id and s.source = g.source
    ), named as (
      insert into usage_sources (tenant_id, source)
      select distinct tenant_id, source from grouped where tenant_id is not null and source_id is null order by 1, 2
      on conflict (tenant_id, source) do update set source = excluded.source
      returning id, tenant_id, source
    ), incoming as materialized (
      select e.*, coalesce(g.source_id, n.id) as source_id, g.site_id, g.account_id, g.meter_id, g.day, g.lag,
             g.site_id is null or coalesce(g.to_at <= least(e.occurred_at, ${now}::timestamptz), false) as is_stale
        from ${eventRows(sql, usage)} as e
        join grouped g on g.ordinal = e.group_of + 1
        left join named n on n.tenant_id = g.tenant_id and n.source = g.source
    ), known as materialized (
      select k.source_id, k.event_id, k.occurred_at, k.content
        from (select source_id, array_agg(event_id) as ids from incoming where not is_stale group by source_id) s
        cross join lateral (
          -- By index: without the offset, the planner may compare every key of the source with every id.
          select * from usage_keys u where u.source_id = s.source_id and u.event_id = any(s.ids) offset 0) k
    ), fresh as materialized (
      select i.* from incoming i left join known k on k.source_id = i.source_id and k.event_id = i.event_id
       where k.source_id is null and not i.is_stale
    ), repeated as materialized (
      select i.ordinal, ${comparison(sql)} as verdict
        from known k join incoming i on i.source_id = k.source_id and i.event_id = k.event_id
    ), keyed as (
      insert into usage_keys (source_id, event_id, occurred_at, content)
      select source_id, event_id, occurred_at, content from fresh order by source_id, event_id
      returning 1
    ), counted as (
      insert into usage_events (source_id, event_id, site_id, meter_id, quantity, occurred_at, account_id, day)
      select source_id, event_id, site_id, meter_id, quantity, occurred_at, account_id, day from fresh
      returning 1
    ), summed as materialized (
      select site_id, account_id, meter_id, day, min(lag) as lag, sum(quantity) as total, max(quantity) as peak,
             (array_agg(quantity order by occurred_at desc, quantity desc))[1] as latest, max(occurred_at) as latest_at,
             count(*) as events
        from fresh
       -- Other batches wait for the rows that this one adds to, so all else is written before.
       where (select count(*) from keyed) = (select count(*) from counted)
       group by site_id, day, meter_id, account_id
    ), rolled as (
      insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
      select site_id, meter_id, day, account_id, total, peak, latest, latest_at, events
        from summed order by site_id, day, meter_id, account_id
      ${addingDays(sql)}
    ), lagged as (
      select site_id, meter_id, lag, sum(total)::float8 as quantity, max(day) as day
        from summed group by site_id, meter_id, lag
    ), arrived as (
      select site_id, meter_id, sum(quantity) as weight, max(day) as watermark, max(lag) filter (where lag < 216) as longest,
             array_agg(lag) as lags, array_agg(quantity) as quantities
        from lagged group by site_id, meter_id
    ), learned as (
      insert into usage_rhythms as r (site_id, meter_id, hours, weight, last_at, watermark, sessions, arriving)
      select site_id, meter_id, '{}', weight, ${now}::timestamptz, watermark, array[${now}::timestamptz],
             array(select coalesce(q.quantity, 0)
                     from generate_series(0, longest) as hour
                     left join unnest(lags, quantities) as q(lag, quantity) on q.lag = hour order by hour)
        from arrived order by site_id, meter_id
      on conflict (site_id, meter_id) do update set
        hours = array(
          select case when before > 1e-100 then before * power(0.5::float8, greatest(0, least(60, extract(epoch from excluded.last_at - r.last_at) / 1209600))::float8)
                      else 0 end + coalesce(more, 0)
            from unnest(r.hours,
                        case when excluded.last_at - r.last_at <= interval '30 hours'
                              and excluded.last_at - r.sessions[1] >= interval '20 hours'
                             then excluded.arriving else '{}' end)
                 with ordinality as u(before, more, hour) order by hour),
        weight = case when r.weight > 1e-100 then r.weight * power(0.5::float8, greatest(0, least(60, extract(epoch from excluded.last_at - r.last_at) / 1209600))::float8)
                      else 0 end + excluded.weight,
        last_at = greatest(r.last_at, excluded.last_at),
        watermark = greatest(r.watermark, excluded.watermark),
        sessions = case when excluded.last_at - r.last_at > interval '30 hours'
                        then (excluded.last_at || r.sessions)[1:8] else r.sessions end,
        arriving = '{}'
    ), noticed as (
      -- The account's row is locked even if it is already listed: the watcher must not take it before this usage is
      -- visible.
      insert into fresh_usage (account_id) select distinct account_id from summed order by account_id
      on conflict (account_id) do update set account_id = excluded.account_id where false
    )
    select array(select ordinal - 1 from repeated where verdict = 'same') as same,
           array(select ordinal - 1 from repeated where verdict = 'other') as other,
           array(select ordinal - 1 from repeated where verdict = 'voided') as voided,
           array(select ordinal - 1 from incoming where is_stale) as stale,
           (select mark_late_usage(array_agg(account_id), array_agg(day), ${now})
              from (select distinct account_id, day from summed) as days)`;
  return row ?? { same: [], other: [], voided: [], stale: [] };
}

/** Adds the days that are inserted into `usage_days` to those of the same site, day, meter and account. */
export const addingDays = (sql: Queryable) => sql`
  on conflict (site_id, day, meter_id, account_id) do update set
    total = usage_days.total + excluded.total,
    peak = greatest(usage_days.peak, excluded.peak),
    latest = case when (excluded.latest_at, excluded.latest) >= (usage_days.latest_at, usage_days.latest)
                  then excluded.latest else usage_days.latest end,
    latest_at = greatest(usage_days.latest_at, excluded.latest_at),
    events = usage_days.events + excluded.events`;

/** The data of the first event, to compare with a repeated one. */
export type Repeat = 'same' | 'other' | 'voided';

/** Compares events with those counted before under their source and id. */
export async function compareRepeats(sql: Queryable, usage: NewUsage): Promise<Repeat[]> {
  const rows = await sql<{ verdict: Repeat }[]>`
    select ${comparison(sql)} as verdict
      from ${eventRows(sql, usage)} as i
      join ${groupRows(sql, usage.groups)} on g.ordinal = i.group_of + 1
      join site_tenures t on t.id = g.tenure_id
      left join usage_sources s on s.tenant_id = t.tenant_id and s.source = g.source
      left join lateral (
        select * from usage_keys u where u.source_id = s.id and u.event_id = i.event_id limit 1) k on true
     order by i.ordinal`;
  return rows.map(({ verdict }) => verdict);
}

const groupRows = (sql: Queryable, groups: readonly UsageGroup[]) => sql`
  unnest(${groups.map(({ source }) => source)}::text[], ${groups.map(({ tenureId }) => tenureId)}::bigint[],
         ${groups.map(({ meterId }) => meterId)}::integer[], ${groups.map(({ day }) => day)}::date[],
         ${groups.map(({ lag }) => lag)}::integer[])
    with ordinality as g(source, tenure_id, meter_id, day, lag, ordinal)`;

const eventRows = (sql: Queryable, { eventIds, groupOf, quantities, times, contents }: NewUsage) => sql`
  (select event_id collate "C" as event_id, group_of, quantity, content, ordinal,
          timestamptz 'epoch' + ms * interval '1 ms' as occurred_at
     from unnest(${eventIds as string[]}::text[], ${groupOf as number[]}::integer[], ${quantities as string[]}::numeric[],
                 ${times as number[]}::bigint[], ${contents as number[]}::integer[])
          with ordinality as e(event_id, group_of, quantity, ms, content, ordinal))`;

/** The verdict on an event `i` whose key `k` was counted before. */
const comparison = (sql: Queryable) => sql`
  case when k.content is null and k.source_id is not null then 'voided'
       when (i.occurred_at, i.content) is distinct from (k.occurred_at, k.content) then 'other'
       else 'same' end`;
