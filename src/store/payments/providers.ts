import type { Queryable } from '../../platform/sql/sql.js';

export interface ProviderRow {
  readonly provider: string;
  readonly enabled: boolean;
  /** Its keys as one sealed text. */
  readonly sealed: string;
  readonly changedAt: number;
}

/** The providers a site has set up, including those switched off. */
export async function listProviders(sql: Queryable, siteId: string): Promise<ProviderRow[]> {
  return sql<ProviderRow[]>`
    select provider, enabled, sealed, changed_at from payment_providers where site_id = ${siteId} order by provider`;
}

export async function findProvider(
  sql: Queryable,
  siteId: string,
  provider: string,
): Promise<ProviderRow | undefined> {
  const [row] = await sql<ProviderRow[]>`
    select provider, enabled, sealed, changed_at from payment_providers
     where site_id = ${siteId} and provider = ${provider}`;
  return row;
}

export async function upsertProvider(
  sql: Queryable,
  row: { siteId: string; provider: string; enabled: boolean; sealed: string; at: number; actor: string },
): Promise<void> {
  await sql`
    insert into payment_providers (site_id, provider, enabled, sealed, changed_at, changed_by)
    values (${row.siteId}, ${row.provider}, ${row.enabled}, ${row.sealed}, ${row.at}, ${row.actor})
    on conflict (site_id, provider) do update set enabled = excluded.enabled, sealed = excluded.sealed,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by`;
}

/** Deletes a provider's keys; false when it was not set up. */
export async function deleteProvider(sql: Queryable, siteId: string, provider: string): Promise<boolean> {
  const rows = await sql`
    delete from payment_providers where site_id = ${siteId} and provider = ${provider} returning provider`;
  return rows.length > 0;
}
