import type { Queryable } from '../../platform/sql/sql.js';

/** The state of a child site's connector. */
export interface ConnectorHealth {
  readonly siteId: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  /** The decision about the site. */
  readonly closed: boolean;
  readonly confirmed: boolean;
  readonly attempts: number;
  readonly retryAt: number | null;
  readonly error: string | null;
  readonly accountId: string | null;
  /** When a web server last asked the gate about one of its hosts, to a few minutes. */
  readonly askedAt: number | null;
}

/**
 * The account whose workflow sends commands to a site's connector: the one that pays for it, or the one that sends for
 * it while no account pays.
 */
const payer = (sql: Queryable) =>
  sql`coalesce((select a.id from accounts a where a.id = s.account_id and a.closed_at is null), s.carrier_id)`;

const columns = (sql: Queryable) => sql`
  s.id as site_id, s.slug, s.name, s.connector_kind as kind, s.closed, s.confirmed_generation = s.generation as confirmed,
  s.connector_attempts as attempts, s.connector_retry_at as retry_at, s.connector_error as error,
  ${payer(sql)} as account_id,
  (select max(g.asked_at) from hostnames h join gate_asks g on g.hostname = h.hostname where h.site_id = s.id) as asked_at`;

/** Child sites with an unconfirmed command. */
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

/** One child site's connector; undefined if there is no such site. */
export async function findConnector(
  sql: Queryable,
  { siteId, parentId }: { readonly siteId: string; readonly parentId: string },
): Promise<ConnectorHealth | undefined> {
  const [row] = await sql<ConnectorHealth[]>`
    select ${columns(sql)} from sites s where s.id = ${siteId} and s.parent_id = ${parentId}`;
  return row;
}

/**
 * Makes a connector's command due at once. A confirmed command is repeated under the next generation, so that the
 * response shows whether the connector works; a command that is already being sent does not prevent this. Returns the
 * account whose workflow sends it.
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

/** Sites of one connector: those with equal kind and settings, except for the secret. */
const target = (sql: Queryable, name: string) =>
  sql`(${sql(name)}.connector_kind, ${sql(name)}.connector_config - 'sealedSecret')`;

/** A site whose connector is tried again before its pause is over. */
export interface WokenSite {
  readonly siteId: string;
  readonly accountId: string;
}

/** Ends the pauses of the sites that share a site's connector; sites locked by another process are skipped. */
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

/** A failing connector, and how many of its sites pause. */
export interface PausedConnector {
  readonly siteIds: readonly string[];
  /** Stays the same as long as the connector fails. */
  readonly key: string;
}

/** The connectors with sites whose pause ends between the two instants, each with these sites. */
export async function listPausedConnectors(
  sql: Queryable,
  between: { readonly after: number; readonly before: number },
): Promise<PausedConnector[]> {
  return sql<PausedConnector[]>`
    select md5(s.connector_kind || (s.connector_config - 'sealedSecret')::text) as key, array_agg(s.id::text) as site_ids
      from sites s
     where s.confirmed_generation <> s.generation
       and s.connector_retry_at > ${between.after} and s.connector_retry_at <= ${between.before}
     group by 1`;
}

/**
 * Makes one site's connector due now. Its count of attempts is unchanged, so that this attempt does not lengthen its
 * pause.
 */
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
