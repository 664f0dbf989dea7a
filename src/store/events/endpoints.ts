import type { EventType } from '../../core/values/eventTypes.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** Why an endpoint is off: the owner turned it off, it failed for too long, or it said that it is gone. */
export type OffReason = 'owner' | 'failed' | 'gone';

/** Where a tenant's events are sent. Times of sending are wall-clock times. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly siteId: string;
  readonly url: string;
  readonly types: readonly EventType[] | null;
  readonly sealed: string;
  readonly sealedBefore: string | null;
  readonly beforeUntil: number | null;
  readonly createdAt: number;
  readonly position: number;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly retryAt: number | null;
  readonly offSince: number | null;
  readonly offReason: OffReason | null;
}

const columns = (sql: Queryable) => sql`
  id, site_id, url, types, sealed, sealed_before, before_until, created_at, position, failures, failing_since, retry_at,
  off_since, off_reason`;

export async function listEndpoints(sql: Queryable, siteId: string): Promise<WebhookEndpoint[]> {
  return sql<WebhookEndpoint[]>`
    select ${columns(sql)} from webhook_endpoints where site_id = ${siteId} order by id`;
}

export async function findEndpoint(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  const [row] = await sql<WebhookEndpoint[]>`
    select ${columns(sql)} from webhook_endpoints where id = ${id} and site_id = ${siteId}`;
  return row;
}

/** Endpoints that are on and have events to send, or to pass over. */
export async function listDueEndpoints(
  sql: Queryable,
  wallNow: number,
  limit: number,
): Promise<WebhookEndpoint[]> {
  return sql<WebhookEndpoint[]>`
    select ${columns(sql)} from webhook_endpoints w
     where off_since is null and (retry_at is null or retry_at <= ${wallNow})
       and position < (select max(position) from events e where e.site_id = w.site_id)
     order by retry_at nulls first, id limit ${limit}`;
}

export async function insertEndpoint(
  sql: Queryable,
  row: Pick<WebhookEndpoint, 'id' | 'siteId' | 'url' | 'types' | 'sealed' | 'createdAt' | 'position'>,
): Promise<void> {
  await sql`
    insert into webhook_endpoints (id, site_id, url, types, sealed, created_at, position)
    values (${row.id}, ${row.siteId}, ${row.url}, ${row.types as string[] | null}::text[], ${row.sealed},
            ${row.createdAt}, ${row.position})`;
}

/** Changes the address and the types; a new address starts without failures. */
export async function updateEndpoint(
  sql: Queryable,
  { id, url, types }: Pick<WebhookEndpoint, 'id' | 'url' | 'types'>,
): Promise<void> {
  await sql`
    update webhook_endpoints set url = ${url}, types = ${types as string[] | null}::text[], failures = 0,
           failing_since = null, retry_at = null
     where id = ${id}`;
}

/** Turns an endpoint off; null turns it on again, from where it stopped. */
export async function setOff(
  sql: Queryable,
  id: string,
  off: { readonly since: number; readonly reason: OffReason } | null,
): Promise<boolean> {
  const rows = await sql`
    update webhook_endpoints set off_since = ${off?.since ?? null}, off_reason = ${off?.reason ?? null}, failures = 0,
           failing_since = null, retry_at = null
     where id = ${id} and (off_since is null) = ${off !== null} returning id`;
  return rows.length > 0;
}

export async function updateSecret(
  sql: Queryable,
  row: Pick<WebhookEndpoint, 'id' | 'sealed' | 'sealedBefore' | 'beforeUntil'>,
): Promise<void> {
  await sql`
    update webhook_endpoints set sealed = ${row.sealed}, sealed_before = ${row.sealedBefore},
           before_until = ${row.beforeUntil}
     where id = ${row.id}`;
}

export async function deleteEndpoint(sql: Queryable, id: string): Promise<void> {
  await sql`delete from webhook_endpoints where id = ${id}`;
}

/** What was sent up to a place; it never goes back. */
export async function advance(sql: Queryable, id: string, position: number): Promise<void> {
  await sql`
    update webhook_endpoints set position = greatest(position, ${position}), failures = 0, failing_since = null,
           retry_at = null
     where id = ${id}`;
}

export async function markFailed(
  sql: Queryable,
  failed: { readonly id: string; readonly at: number; readonly retryAt: number },
): Promise<void> {
  await sql`
    update webhook_endpoints set failures = failures + 1, retry_at = ${failed.retryAt},
           failing_since = coalesce(failing_since, ${failed.at}::timestamptz)
     where id = ${failed.id}`;
}

/** What came back of one message. */
export interface WebhookAnswer {
  readonly eventId: string | null;
  readonly type: string;
  readonly at: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly tookMs: number;
}

const ANSWERS_KEPT = 100;

/** Keeps an answer, and forgets the oldest. */
export async function insertAnswer(sql: Queryable, endpointId: string, answer: WebhookAnswer): Promise<void> {
  await sql`
    insert into webhook_answers (endpoint_id, event_id, type, at, status, error, took_ms)
    select ${endpointId}, ${answer.eventId}, ${answer.type}, ${answer.at}, ${answer.status}, ${answer.error},
           ${answer.tookMs}
     where exists (select from webhook_endpoints where id = ${endpointId})`;
  await sql`
    delete from webhook_answers where endpoint_id = ${endpointId} and id <= (
      select id from webhook_answers where endpoint_id = ${endpointId} order by id desc offset ${ANSWERS_KEPT} limit 1)`;
}

/** The latest answers of an endpoint, newest first. */
export async function listAnswers(
  sql: Queryable,
  endpointId: string,
  limit: number,
): Promise<WebhookAnswer[]> {
  return sql<WebhookAnswer[]>`
    select event_id, type, at, status, error, took_ms from webhook_answers
     where endpoint_id = ${endpointId} order by id desc limit ${limit}`;
}
