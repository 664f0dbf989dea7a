import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { ResolveTxt } from '../platform/mail/resolveTxt.js';
import { insertAudit } from '../store/core/audit.js';
import {
  confirmHostname as setConfirmed,
  listWaitingHostnames,
  type WaitingHostname,
} from '../store/sites/hostnames.js';
import { findSite } from '../store/sites/sites.js';
import { namesAbove, refuseForeign } from './claimHostnames.js';
import { sendHostnames } from './sendHostnames.js';

export type { WaitingHostname };

/** The TXT record by which the operator of a domain permits a site to use its names. */
export function confirmingRecord(host: Pick<WaitingHostname, 'hostname' | 'parentId'>): {
  readonly name: string;
  readonly value: string;
} {
  return { name: `_sitetab.${host.hostname}`, value: `sitetab-site=${host.parentId}` };
}

/** The names that wait to be confirmed, as far as the caller may see them. */
export async function loadWaitingHostnames(
  { sql, siteId }: SiteContext,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<WaitingHostname[]> {
  return listWaitingHostnames(sql, { siteId, ...page });
}

const NOT_WAITING = refuse('not_found', 'Unconfirmed hostname not found.', 'hostname');

/**
 * Confirms a name, from when on the gate knows it. The root site may do so directly; any other site that registered the
 * name needs a TXT record of the domain.
 */
export async function confirmHostname(
  context: SiteContext,
  hostname: string,
  resolveTxt: ResolveTxt,
): Promise<WaitingHostname | Refusal> {
  const host = await findWaiting(context, hostname);
  if (host === undefined) return NOT_WAITING;
  const isFirst = (await findSite(context.sql, context.siteId))?.parentId === null;
  // Queried before the transaction, since a name server may be slow.
  if (!isFirst && !(await isPermittedByDomain(host, resolveTxt))) {
    const { name, value } = confirmingRecord(host);
    return refuse(
      'conflict',
      `No TXT record "${value}" found at ${name} or at a parent domain. DNS changes can take a while.`,
      'hostname',
    );
  }
  return transact(context.sql, async (transaction) => {
    const foreign = await refuseForeign(context, transaction, host);
    if (foreign !== undefined) return foreign;
    if (!(await setConfirmed(transaction, host))) return NOT_WAITING;
    await sendHostnames(context, transaction, host.siteId);
    for (const siteId of new Set([context.siteId, host.parentId, host.siteId])) {
      await insertAudit(transaction, context, {
        siteId,
        action: 'hostname.confirm',
        subject: `site/${host.siteId}`,
        after: { hostname, by: isFirst ? 'the parent site' : 'a record of the domain' },
      });
    }
    return host;
  });
}

async function findWaiting(
  { sql, siteId }: SiteContext,
  hostname: string,
): Promise<WaitingHostname | undefined> {
  const [found] = await listWaitingHostnames(sql, { siteId, only: hostname, limit: 1 });
  return found;
}

/** The name nearest to the root; deeper names are not domains of their own. */
const NAMES_ASKED = 8;

async function isPermittedByDomain(host: WaitingHostname, resolveTxt: ResolveTxt): Promise<boolean> {
  const { value } = confirmingRecord(host);
  // The operator of a domain may permit all names below it at once. A name without a dot has no operator.
  const names = [host.hostname, ...namesAbove(host.hostname)].filter((name) => name.includes('.'));
  const answers = await Promise.all(names.slice(-NAMES_ASKED).map((name) => resolveTxt(`_sitetab.${name}`)));
  return answers.flat().some((text) => text.trim() === value);
}
