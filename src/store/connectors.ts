import type { Queryable } from '../platform/index.js';

/** How the connector of a child site is. */
export interface ConnectorHealth {
  readonly siteId: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  /** What was decided about the site. */
  readonly closed: boolean;
  readonly confirmed: boolean;
  readonly attempts: number;
  readonly retryAt: number | null;
  readonly error: string | null;
  readonly accountId: string | null;
}

interface HealthRow {
  id: string;
  slug: string;
  name: string;
  connector_kind: string;
  closed: boolean;
  confirmed: boolean;
  connector_attempts: number;
  connector_retry_at: number | null;
  connector_error: string | null;
  account_id: string | null;
}

const columns = (sql: Queryable) => sql`
  s.id, s.slug, s.name, s.connector_kind, s.closed, s.confirmed_generation = s.generation as confirmed,
  s.connector_attempts, s.connector_retry_at, s.connector_error,
  coalesce((select a.id from accounts a where a.id = s.account_id and a.closed_at is null), s.carrier_id) as account_id`;

function healthOf(row: HealthRow): ConnectorHealth {
  return {
    siteId: row.id,
    slug: row.slug,
    name: row.name,
    kind: row.connector_kind,
    closed: row.closed,
    confirmed: row.confirmed,
    attempts: row.connector_attempts,
    retryAt: row.connector_retry_at,
    error: row.connector_error,
    accountId: row.account_id,
  };
}

/** Child sites whose connectors have not confirmed what was decided. */
export async function listUnconfirmed(
  sql: Queryable,
  parentId: string,
  limit: number,
): Promise<ConnectorHealth[]> {
  const rows = await sql<HealthRow[]>`
    select ${columns(sql)} from sites s
     where s.parent_id = ${parentId} and s.confirmed_generation <> s.generation order by s.id limit ${limit}`;
  return rows.map(healthOf);
}

/** Child sites after a cursor, by id. */
export async function listConnectors(
  sql: Queryable,
  page: { readonly parentId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ConnectorHealth[]> {
  const rows = await sql<HealthRow[]>`
    select ${columns(sql)} from sites s
     where s.parent_id = ${page.parentId} and s.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by s.id limit ${page.limit}`;
  return rows.map(healthOf);
}

/**
 * Lets a connector be asked at once. One that has confirmed is asked the same anew, under the next generation, so that
 * its answer tells whether it works. Answers with the account whose workflow asks it.
 */
export async function askConnectorAnew(
  sql: Queryable,
  site: { readonly id: string; readonly parentId: string },
): Promise<{ accountId: string | null } | undefined> {
  const [row] = await sql<{ account_id: string | null }[]>`
    update sites s set generation = generation + (confirmed_generation = generation)::integer,
           connector_retry_at = null
     where s.id = ${site.id} and s.parent_id = ${site.parentId}
     returning coalesce((select a.id from accounts a where a.id = s.account_id and a.closed_at is null), s.carrier_id)
               as account_id`;
  return row && { accountId: row.account_id };
}
