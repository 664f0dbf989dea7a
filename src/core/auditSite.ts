import type { Queryable } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import { findSettings, findSite } from '../store/sites/sites.js';
import type { SiteContext } from './context.js';
import { differencesOf, markChanged } from './differences.js';
import { isRefusal } from './values/refusal.js';

/** Contact data: the log records that it changed, not the new value. A connector's settings may contain a secret. */
const KEPT_QUIET = ['address', 'particulars', 'phone', 'email', 'connectorSettings', 'externalId'];

/** Changes a site and logs the difference between its state before and after. */
export async function auditedSite<T>(
  context: SiteContext,
  transaction: Queryable,
  change: { readonly id: string; readonly setsConnector: boolean },
  work: () => Promise<T>,
): Promise<T> {
  const { id, setsConnector } = change;
  const was = await read(transaction, id);
  const outcome = await work();
  // A refusal rolls back every earlier change.
  if (isRefusal(outcome)) return outcome;
  const is = { ...(await read(transaction, id)), ...(setsConnector ? { connectorSettings: 'set' } : {}) };
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    action: 'site.change',
    subject: `site/${id}`,
    ...markChanged(differencesOf(was, is), KEPT_QUIET),
  });
  return outcome;
}

async function read(transaction: Queryable, id: string): Promise<Record<string, unknown>> {
  const site = await findSite(transaction, id);
  const settings = await findSettings(transaction, id);
  return {
    ...settings,
    slug: site?.slug,
    hostnames: site?.hostnames,
    connector: site?.connectorKind,
    externalId: site?.externalId,
  };
}
