import type { Sql } from '../platform/sql/sql.js';
import { upsertGateAsks } from '../store/suspension/gateAsks.js';
import { findGateSite, findSettingsForHost, type HostSettings, listGateHosts } from '../store/sites/sites.js';

/** The gate's response for a host; undefined when the host is not registered. */
export async function lookupGate(
  sql: Sql,
  hostname: string,
): Promise<{ readonly state: 'active' | 'suspended' } | undefined> {
  const site = await findGateSite(sql, hostname);
  return site && { state: site.suspended ? 'suspended' : 'active' };
}

/** The gate's response for every registered host. */
export async function loadGateHosts(
  sql: Sql,
): Promise<Map<string, { readonly state: 'active' | 'suspended' }>> {
  const hosts = await listGateHosts(sql);
  return new Map(
    hosts.map(({ hostname, suspended }) => [hostname, { state: suspended ? 'suspended' : 'active' }]),
  );
}

/** Whose texts a visitor of a suspended host reads. */
export async function loadHost(sql: Sql, hostname: string): Promise<HostSettings | undefined> {
  return findSettingsForHost(sql, hostname);
}

/** Records that web servers asked the gate about these hosts. */
export async function recordGateAsks(sql: Sql, hosts: readonly string[], now: number): Promise<void> {
  await upsertGateAsks(sql, hosts, now);
}
