import { type Finding, finding } from '../operations/findings.js';
import type { Sql } from '../platform/sql/sql.js';
import {
  findUnheededProxy,
  deleteUnheededProxy,
  upsertUnheededProxy,
} from '../store/suspension/unheededProxy.js';

/** The message for an operator about a proxy that is not trusted. */
export function logUnheededProxy(address: string): string {
  return (
    `${address} sends X-Forwarded-For and is not in TRUSTED_PROXIES, so everybody who comes through it counts as ` +
    'one address, and 50 wrong logins lock out all of them; if it is your proxy, set TRUSTED_PROXIES'
  );
}

/** Stores the proxy for the doctor. */
export async function sawUnheededProxy(sql: Sql, address: string): Promise<void> {
  await upsertUnheededProxy(sql, address);
}

/** A server that starts may have other trusted proxies than the previous one. */
export async function forgetUnheeded(sql: Sql): Promise<void> {
  await deleteUnheededProxy(sql);
}

export async function checkProxies(sql: Sql): Promise<Finding[]> {
  const address = await findUnheededProxy(sql);
  return address === undefined ? [] : [finding('proxies', logUnheededProxy(address), null, true)];
}
