import type { Queryable } from '../../platform/sql/sql.js';

/** A counted event for display, with who voided it and why. */
export interface CountedEvent {
  readonly source: string;
  readonly eventId: string;
  readonly siteSlug: string;
  readonly meter: string;
  readonly day: string;
  readonly quantity: string;
  readonly occurredAt: number;
  readonly voidedAt: number | null;
  readonly voidedBy: string | null;
  readonly voidReason: string | null;
}

/** A counted event to be voided. */
export interface VoidableEvent extends CountedEvent {
  /** The position in the requested list. */
  readonly position: number;
  readonly sourceId: number;
  readonly siteId: string;
  readonly accountId: string;
}

/** Finds counted events of a tenant's accounts, also those counted while the account had another tenant. */
export async function findVoidable(
  sql: Queryable,
  tenantId: string,
  events: readonly { readonly source: string; readonly eventId: string }[],
): Promise<VoidableEvent[]> {
  return sql<VoidableEvent[]>`
    with namespace as materialized (
      select ${tenantId}::uuid as id
      union
      select t.tenant_id from site_tenures t join accounts a on a.id = t.account_id where a.site_id = ${tenantId}
    )
    select i.ordinal - 1 as position, u.source_id as "sourceId", i.source, u.event_id as "eventId",
           u.site_id as "siteId", u.account_id as "accountId", m.name as meter, u.day, u.quantity::text,
           u.occurred_at as "occurredAt", u.voided_at as "voidedAt", u.voided_by as "voidedBy",
           u.void_reason as "voidReason", s.slug as "siteSlug"
      from unnest(${events.map(({ source }) => source)}::text[], ${events.map(({ eventId }) => eventId)}::text[])
           with ordinality as i(source, event_id, ordinal)
      cross join namespace n
      join usage_sources o on o.tenant_id = n.id and o.source = i.source
      join usage_keys k on k.source_id = o.id and k.event_id = i.event_id
      cross join lateral (
        -- By time, in one or two months: without the offset, the planner may read all of them. A local day differs from
        -- the day by UTC by one at most.
        select * from usage_events e
         where e.occurred_at = k.occurred_at and e.source_id = k.source_id and e.event_id = k.event_id
           and e.day between (k.occurred_at at time zone 'UTC')::date - 1 and (k.occurred_at at time zone 'UTC')::date + 1
        offset 0) u
      join accounts a on a.id = u.account_id and a.site_id = ${tenantId}
      join meters m on m.id = u.meter_id
      join sites s on s.id = u.site_id
     order by i.ordinal`;
}

const countedEvents = (sql: Queryable) => sql`
  select o.source, u.event_id as "eventId", s.slug as "siteSlug", m.name as meter, u.day, u.quantity::text,
         u.occurred_at as "occurredAt", u.voided_at as "voidedAt", u.voided_by as "voidedBy",
         u.void_reason as "voidReason"
    from usage_events u
    join usage_sources o on o.id = u.source_id
    join sites s on s.id = u.site_id
    join meters m on m.id = u.meter_id`;

/** The events of an account's site, meter and local day, oldest first. */
export async function listDayEvents(
  sql: Queryable,
  accountId: string,
  { site, meter, day }: { readonly site: string; readonly meter: string; readonly day: string },
  page: { readonly offset: number; readonly limit: number },
): Promise<CountedEvent[]> {
  return sql<CountedEvent[]>`
    ${countedEvents(sql)}
     where u.day = ${day} and u.account_id = ${accountId} and s.slug = ${site} and m.name = ${meter}
     order by u.occurred_at, o.source, u.event_id
     limit ${page.limit} offset ${page.offset}`;
}

/** The voided events of an account's meter and local days in [from, to), the latest void first. */
export async function listVoidedEvents(
  sql: Queryable,
  accountId: string,
  { meter, from, to }: { readonly meter: string; readonly from: string; readonly to: string },
  limit: number,
): Promise<CountedEvent[]> {
  return sql<CountedEvent[]>`
    ${countedEvents(sql)}
     where u.account_id = ${accountId} and u.day >= ${from} and u.day < ${to} and u.voided_at is not null
       and m.name = ${meter}
     order by u.voided_at desc, u.occurred_at, u.event_id
     limit ${limit}`;
}

/** Voids an event; false when it was voided before. */
export async function voidEvent(
  sql: Queryable,
  event: Pick<VoidableEvent, 'sourceId' | 'eventId' | 'occurredAt' | 'day'>,
  by: { readonly at: number; readonly actor: string; readonly reason: string },
): Promise<boolean> {
  const rows = await sql`
    with marked as (
      update usage_keys set content = null
       where source_id = ${event.sourceId} and event_id = ${event.eventId} and content is not null
      returning 1
    )
    update usage_events set voided_at = ${by.at}, voided_by = ${by.actor}, void_reason = ${by.reason}
     where day = ${event.day} and occurred_at = ${event.occurredAt} and source_id = ${event.sourceId}
       and event_id = ${event.eventId} and exists (select from marked)
    returning 1`;
  return rows.length > 0;
}

/**
 * Adds days up again from the remaining events. The caller locks out other writers of these accounts' usage. Meters are
 * matched by name: usage of an account that moved is counted on its new tenant's meter.
 */
export async function recountDays(
  sql: Queryable,
  days: readonly Pick<VoidableEvent, 'siteId' | 'accountId' | 'meter' | 'day'>[],
): Promise<void> {
  await sql`
    with wanted as materialized (
      select distinct * from unnest(
        ${days.map(({ siteId }) => siteId)}::uuid[], ${days.map(({ accountId }) => accountId)}::uuid[],
        ${days.map(({ meter }) => meter)}::text[], ${days.map(({ day }) => day)}::date[]
      ) as w(site_id, account_id, meter, day)
    ), counted as materialized (
      select w.*, sum(u.quantity) as total, max(u.quantity) as peak,
             (array_agg(u.quantity order by u.occurred_at desc, u.quantity desc))[1] as latest, max(u.occurred_at) as latest_at,
             count(*) as events
        from wanted w
        join usage_events u on u.day = w.day and u.site_id = w.site_id and u.account_id = w.account_id
         and u.voided_at is null
        join meters m on m.id = u.meter_id and m.name = w.meter
       group by w.site_id, w.account_id, w.meter, w.day
    ), emptied as (
      delete from usage_days d using wanted w, meters m
       where d.site_id = w.site_id and d.account_id = w.account_id and d.day = w.day and m.id = d.meter_id
         and m.name = w.meter
         and not exists (select from counted c where (c.site_id, c.account_id, c.meter, c.day)
                                                   = (w.site_id, w.account_id, w.meter, w.day))
    ), noticed as (
      insert into fresh_usage (account_id) select distinct account_id from wanted order by account_id
      on conflict (account_id) do nothing
    )
    update usage_days d set total = c.total, peak = c.peak, latest = c.latest, latest_at = c.latest_at, events = c.events
      from counted c, meters m
     where d.site_id = c.site_id and d.account_id = c.account_id and d.day = c.day and m.id = d.meter_id
       and m.name = c.meter`;
}
