import type { EventType } from '../../core/values/eventTypes.js';
import type { Queryable, Sql } from '../../platform/sql/sql.js';
import { type Entry, type EntryRow, entryOf } from '../ledger/entries.js';
import { type IssuedInvoice, listInvoicesOf } from '../invoices/invoices.js';

/** Something that happened, with its place in its tenant's list. */
export interface StoredEvent {
  readonly id: string;
  readonly siteId: string;
  readonly accountId: string;
  readonly type: EventType;
  readonly at: number;
  readonly subjectId: string;
  readonly detail: string | null;
  readonly position: number;
  /** What it is about, if that is a document or an entry. */
  readonly issued?: IssuedInvoice;
  readonly entry?: Entry;
}

const AT_ONCE = 5_000;

/**
 * Gives new events of a tenant their places, in the order of insertion as far as they are committed. One at a time, so
 * that places have no gaps.
 */
export async function numberEvents(sql: Sql, siteId: string): Promise<void> {
  const [waiting] = await sql`select 1 from events where site_id = ${siteId} and position is null limit 1`;
  if (waiting === undefined) return;
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtextextended('events ' || ${siteId}::text, 0))`;
    await transaction`
      with last as (
        select coalesce(max(position), 0) as position from events where site_id = ${siteId}
      ), fresh as (
        select id, row_number() over (order by place) as nth from (
          select id, place from events where site_id = ${siteId} and position is null order by place limit ${AT_ONCE}
        ) as e
      )
      update events e set position = last.position + fresh.nth from fresh, last where e.id = fresh.id`;
  });
}

/** The tenants with events that have no place yet. */
export async function listSitesWithNewEvents(sql: Queryable): Promise<string[]> {
  const rows = await sql<{ siteId: string }[]>`select distinct site_id from events where position is null`;
  return rows.map(({ siteId }) => siteId);
}

/** A tenant's events after a place, oldest first; of these types, or all. */
export async function listEvents(
  sql: Queryable,
  page: { siteId: string; after?: number; limit: number; types?: readonly string[] | null },
): Promise<StoredEvent[]> {
  const types = page.types ?? null;
  const rows = await sql<StoredEvent[]>`
    select id, site_id, account_id, type, at, subject_id, detail, position from events
     where site_id = ${page.siteId} and position > ${page.after ?? 0}::bigint
       and (${types === null} or type = any(${(types ?? []) as string[]}))
     order by position limit ${page.limit}`;
  return withSubjects(sql, rows);
}

/** An event of this tenant. */
export async function findEvent(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<StoredEvent | undefined> {
  const rows = await sql<StoredEvent[]>`
    select id, site_id, account_id, type, at, subject_id, detail, position from events
     where id = ${id} and site_id = ${siteId} and position is not null`;
  return (await withSubjects(sql, rows))[0];
}

/** The last place of a tenant's list. */
export async function findLastPosition(sql: Queryable, siteId: string): Promise<number> {
  const [row] = await sql<{ last: number }[]>`
    select coalesce(max(position), 0) as last from events where site_id = ${siteId}`;
  return row?.last ?? 0;
}

async function withSubjects(sql: Queryable, events: readonly StoredEvent[]): Promise<StoredEvent[]> {
  const subjects = (types: readonly EventType[]): string[] =>
    events.filter(({ type }) => types.includes(type)).map(({ subjectId }) => subjectId);
  const [issued, entries] = await Promise.all([
    listInvoicesOf(sql, subjects(['invoice.issued', 'receipt.issued'])),
    listEntriesOf(sql, subjects(['payment.received'])),
  ]);
  return events.map((event) => {
    const document = issued.get(event.subjectId);
    const entry = entries.get(event.subjectId);
    return {
      ...event,
      ...(document === undefined ? {} : { issued: document }),
      ...(entry === undefined ? {} : { entry }),
    };
  });
}

async function listEntriesOf(sql: Queryable, ids: readonly string[]): Promise<Map<string, Entry>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<EntryRow[]>`
    select e.*, a.currency from entries e join accounts a on a.id = e.account_id
     where e.id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, entryOf(row)]));
}
