import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findNames, insertHostnames, type NameAbove } from '../store/sites/hostnames.js';
import { isRootSite } from '../store/sites/sites.js';

/** Names of the local machine, on any network. */
const OF_THE_MACHINE = /(?:^|\.)(?:localhost|localdomain|ip6-localhost|ip6-loopback)$/;
/** Names that browsers and web servers read as an IPv4 address: 127.1, 0x7f.0.0.1, 2130706433. */
const ENDS_IN_A_NUMBER = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;

/**
 * Why no site may have this name; undefined if it may. The gate closes sites by name, so such a name would close the
 * wrong host.
 */
export function unfitHostname(hostname: string, baseUrl: string | undefined): string | undefined {
  if (ENDS_IN_A_NUMBER.test(hostname)) return `"${hostname}" is an IP address; enter a host name`;
  if (OF_THE_MACHINE.test(hostname))
    return `"${hostname}" is the name of this server and cannot be used for a site`;
  const own = baseUrl !== undefined && URL.canParse(baseUrl) ? new URL(baseUrl).hostname : undefined;
  return hostname === own ? `"${hostname}" is the address of Sitetab itself` : undefined;
}

/** The domains above `www.bakery.example`. */
export function namesAbove(hostname: string): string[] {
  const labels = hostname.split('.');
  return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
}

interface Claim {
  readonly siteId: string;
  readonly hostnames: readonly string[];
  /** The given hostnames that the site already has. */
  readonly had: readonly string[];
  /** The path to the list in the caller's body: `sites[0].hostnames`. */
  readonly field: string;
}

/**
 * The only way to give names to a site. A name may not be an address, nor one of this machine or of Sitetab itself, nor
 * below another site's. A name that the root site registers is confirmed at once, and so is one below the site's own
 * names. Every other name is unknown to the gate until it is confirmed (`confirmHostnames.ts`). So no site can suspend
 * a foreign site, or read its visits.
 */
export async function claimHostnames(
  context: SiteContext,
  transaction: Queryable,
  { siteId, hostnames, had, field }: Claim,
): Promise<Refusal | undefined> {
  const fresh = hostnames.filter((hostname) => !had.includes(hostname));
  const at = (hostname: string): string => `${field}[${hostnames.indexOf(hostname)}]`;
  for (const hostname of fresh) {
    const unfit = unfitHostname(hostname, context.baseUrl);
    if (unfit !== undefined) return refuse('invalid', unfit, at(hostname));
  }
  const [above, isFirst] = await Promise.all([
    findAbove(context, transaction, siteId, fresh),
    isRootSite(transaction, context.siteId),
  ]);
  for (const hostname of fresh) {
    const foreign = foreignAbove(hostname, above);
    if (foreign !== undefined) return refuse('conflict', belowForeign(hostname, foreign), at(hostname));
  }
  const confirmed = (hostname: string): boolean => isFirst || isBelowOwn(hostname, above);
  const [foreign] = await insertHostnames(transaction, {
    siteId,
    hostnames: fresh,
    confirmed: fresh.filter(confirmed),
    at: context.now,
  });
  return foreign === undefined ? undefined : hostnameInUse(foreign, at(foreign));
}

/**
 * The names among these that a new site of the caller's may have if they are free, by the same rules; true: confirmed at
 * once.
 */
export async function foreseeHostnames(
  context: SiteContext,
  transaction: Queryable,
  hostnames: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const [above, isFirst] = await Promise.all([
    findAbove(context, transaction, null, hostnames),
    isRootSite(transaction, context.siteId),
  ]);
  const fit = hostnames.filter(
    (hostname) =>
      unfitHostname(hostname, context.baseUrl) === undefined && foreignAbove(hostname, above) === undefined,
  );
  return new Map(fit.map((hostname) => [hostname, isFirst || isBelowOwn(hostname, above)]));
}

/** Why the caller's sites may not have some of these names, used by any site now. */
export async function findUnclaimable(
  context: SiteContext,
  transaction: Queryable,
  hostnames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const above = await findAbove(context, transaction, null, hostnames);
  const reasonOf = (hostname: string): string | undefined => {
    const foreign = foreignAbove(hostname, above);
    return (
      unfitHostname(hostname, context.baseUrl) ??
      (foreign === undefined ? undefined : belowForeign(hostname, foreign))
    );
  };
  return new Map(
    hostnames.flatMap((hostname) => {
      const reason = reasonOf(hostname);
      return reason === undefined ? [] : [[hostname, reason] as const];
    }),
  );
}

/** Whether a name may be confirmed now: another site may have registered a name above it since. */
export async function refuseForeign(
  context: SiteContext,
  transaction: Queryable,
  { siteId, hostname }: { readonly siteId: string; readonly hostname: string },
): Promise<Refusal | undefined> {
  const foreign = foreignAbove(hostname, await findAbove(context, transaction, siteId, [hostname]));
  return foreign === undefined ? undefined : refuse('conflict', belowForeign(hostname, foreign), 'hostname');
}

type Above = ReadonlyMap<string, NameAbove['whose']>;

async function findAbove(
  context: SiteContext,
  transaction: Queryable,
  siteId: string | null,
  hostnames: readonly string[],
): Promise<Above> {
  const names = [...new Set(hostnames.flatMap(namesAbove))];
  const found = await findNames(transaction, names, { siteId, byId: context.siteId });
  return new Map(found.map(({ hostname, whose }) => [hostname, whose]));
}

function foreignAbove(hostname: string, above: Above): string | undefined {
  return namesAbove(hostname).find((name) => above.get(name) === 'foreign');
}

function isBelowOwn(hostname: string, above: Above): boolean {
  return namesAbove(hostname).some((name) => above.get(name) === 'own');
}

export function hostnameInUse(hostname: string, field: string): Refusal {
  return refuse('conflict', `the hostname "${hostname}" is in use`, field);
}

function belowForeign(hostname: string, foreign: string): string {
  return `"${hostname}" is a subdomain of "${foreign}", which belongs to another site`;
}
