import type { Queryable } from '../../platform/sql/sql.js';

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

/**
 * Whose workflow sends commands to a site's connector: the account that pays for it, or that carries it while no
 * account does.
 */
const payer = (sql: Queryable) =>
  sql`coalesce((select a.id from accounts a where a.id = s.account_id and a.closed_at is null), s.carrier_id)`;

const columns = (sql: Queryable) => sql`
  s.id as site_id, s.slug, s.name, s.connector_kind as kind, s.closed, s.confirmed_generation = s.generation as confirmed,
  s.connector_attempts as attempts, s.connector_retry_at as retry_at, s.connector_error as error,
  ${payer(sql)} as account_id`;

/** Child sites whose connectors have not confirmed what was decided. */
export async function listUnconfirmed(
  sql: Queryable,
  parentId: string,
  limit: number,
): Promise<ConnectorHealth[]> {
  return sql<ConnectorHealth[]>`
    select ${columns(sql)} from sites s
     where s.parent_id = ${parentId} and s.confirmed_generation <> s.generation order by s.id limit ${limit}`;
}

/** Child sites after a cursor, by id. */
export async function listConnectors(
  sql: Queryable,
  page: { readonly parentId: string; readonly after?: string | undefined; readonly limit: number },
): Promise<ConnectorHealth[]> {
  return sql<ConnectorHealth[]>`
    select ${columns(sql)} from sites s
     where s.parent_id = ${page.parentId} and s.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
     order by s.id limit ${page.limit}`;
}

/**
 * Lets a connector be tried at once. One that has confirmed gets the same command again, under the next generation, so
 * that its response shows whether it works; a new command goes out in any case, since one on its way does not hold it.
 * Returns the account whose workflow sends it.
 */
export async function resetConnectorRetry(
  sql: Queryable,
  site: { readonly id: string; readonly parentId: string; readonly isNews?: boolean },
): Promise<{ accountId: string | null } | undefined> {
  const [row] = await sql<{ accountId: string | null }[]>`
    update sites s set generation = generation + (${site.isNews === true} or confirmed_generation = generation)::integer,
           connector_retry_at = null
     where s.id = ${site.id} and s.parent_id = ${site.parentId}
     returning ${payer(sql)} as account_id`;
  return row;
}

/** Sites of one connector: it is the same where kind and settings are, its secret apart. */
const target = (sql: Queryable, name: string) =>
  sql`(${sql(name)}.connector_kind, ${sql(name)}.connector_config - 'sealedSecret')`;

/** A site whose connector is asked again before its pause is over. */
export interface WokenSite {
  readonly siteId: string;
  readonly accountId: string;
}

/**
 * Ends the pauses of the sites that share a site's connector; those in use by another process just now are left to it.
 */
export async function endPausesOfConnector(
  sql: Queryable,
  siteId: string,
  asOf: number,
): Promise<WokenSite[]> {
  const rows = await sql<{ id: string; accountId: string | null }[]>`
    update sites s set connector_retry_at = null
     where s.id in (
       select w.id from sites w, sites known
        where known.id = ${siteId} and w.id <> known.id and w.confirmed_generation <> w.generation
          and w.connector_retry_at > ${asOf} and ${target(sql, 'w')} = ${target(sql, 'known')}
        for update of w skip locked)
     returning s.id, ${payer(sql)} as account_id`;
  return wokenOf(rows);
}

/** A connector that has not confirmed, and how many of its sites pause. */
export interface RestingConnector {
  readonly siteIds: readonly string[];
  /** Stays the same as long as it is in trouble. */
  readonly key: string;
}

/** The connectors whose sites pause until an instant between the two, each with its sites. */
export async function listResting(
  sql: Queryable,
  between: { readonly after: number; readonly before: number },
): Promise<RestingConnector[]> {
  return sql<RestingConnector[]>`
    select md5(s.connector_kind || (s.connector_config - 'sealedSecret')::text) as key, array_agg(s.id::text) as site_ids
      from sites s
     where s.confirmed_generation <> s.generation
       and s.connector_retry_at > ${between.after} and s.connector_retry_at <= ${between.before}
     group by 1`;
}

/** Has one site's connector tried now. Its count of attempts stays, so that this try does not make it wait longer. */
export async function endPause(sql: Queryable, siteId: string): Promise<WokenSite[]> {
  const rows = await sql<{ id: string; accountId: string | null }[]>`
    update sites s set connector_retry_at = null, connector_attempts = greatest(connector_attempts - 1, 0)
     where s.id = ${siteId} and s.confirmed_generation <> s.generation
     returning s.id, ${payer(sql)} as account_id`;
  return wokenOf(rows);
}

function wokenOf(rows: readonly { id: string; accountId: string | null }[]): WokenSite[] {
  return rows.flatMap(({ id, accountId }) => (accountId === null ? [] : [{ siteId: id, accountId }]));
}
