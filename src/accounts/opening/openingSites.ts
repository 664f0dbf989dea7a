import type { SiteContext } from '../../core/context.js';
import { parseEmail } from '../../core/parseEmail.js';
import { isRefusal } from '../../core/values/refusal.js';
import { newId } from '../../platform/ids.js';
import type { SecretBox } from '../../platform/secretBox.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { foreseeHostnames } from '../../sites/claimHostnames.js';
import {
  auditedSiteOf,
  connectorOf,
  lacksConnector,
  type OwnerInput,
  type SiteInput,
} from '../../sites/manageSites.js';
import type { OpeningSite } from '../../store/accounts/openings.js';
import type { Site } from '../../store/sites/sites.js';

type Opener = SiteContext & { readonly secrets: SecretBox };

/**
 * The sites of an opening that are written together with the account, by their place in the request: those against which
 * nothing speaks but a slug or hostname that is taken. `addSite` adds the others, or refuses them.
 */
export async function draftSites(
  context: Opener,
  transaction: Queryable,
  accountId: string,
  { sites, payer }: { readonly sites: readonly SiteInput[]; readonly payer: OwnerInput },
): Promise<ReadonlyMap<number, OpeningSite>> {
  const hostnames = sites.flatMap((site) => site.hostnames);
  const allowed = await foreseeHostnames(context, transaction, hostnames);
  const isPlain = (site: SiteInput): boolean =>
    context.actedAs === undefined &&
    lacksConnector(context, site.connector, '') === undefined &&
    site.hostnames.every(
      (hostname) => allowed.has(hostname) && hostnames.indexOf(hostname) === hostnames.lastIndexOf(hostname),
    );
  const drafts = [...sites.entries()].flatMap(([index, site]): [number, OpeningSite][] => {
    const owner = site.owner ?? payer;
    const email = parseEmail(owner.email);
    if (isRefusal(email) || !isPlain(site)) return [];
    const id = newId(context.now);
    const connector = connectorOf(context, id, site.connector);
    const draft = {
      id,
      slug: site.slug,
      name: site.name,
      ...connector,
      owner: {
        id: newId(context.now),
        email: email.address,
        canonicalEmail: email.canonical,
        name: owner.name,
      },
      externalId: site.externalId || null,
      hostnames: site.hostnames.map((hostname) => ({
        hostname,
        isConfirmed: allowed.get(hostname) === true,
      })),
      audit: { id: newId(context.now), after: auditedSiteOf(site, connector.connectorKind, accountId) },
    };
    return [[index, draft]];
  });
  return new Map(drafts);
}

/** A site that was written with its account below open sites. */
export function openedSite(
  { siteId: parentId, now: createdAt }: SiteContext,
  accountId: string,
  { id, slug, name, connectorKind, hostnames, externalId }: OpeningSite,
): Site {
  const named = (wanted: (isConfirmed: boolean) => boolean): string[] =>
    hostnames
      .filter(({ isConfirmed }) => wanted(isConfirmed))
      .map(({ hostname }) => hostname)
      .sort();
  return {
    ...{ id, slug, name, parentId, accountId, connectorKind, createdAt, externalId },
    hostnames: named(() => true),
    waitingHostnames: named((isConfirmed) => !isConfirmed),
    wantedState: 'active',
    closed: false,
    upstream: false,
    generation: 0,
    confirmedGeneration: 0,
    connectorError: null,
  };
}
