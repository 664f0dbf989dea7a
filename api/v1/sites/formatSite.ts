import type { Site } from '../../../src/store/sites/sites.js';

/** A site in the API's format. */
export function formatSite(site: Site) {
  return {
    id: site.id,
    slug: site.slug,
    name: site.name,
    hostnames: site.hostnames,
    waitingHostnames: site.waitingHostnames,
    state: site.closed ? 'suspended' : 'active',
    upstream: site.upstream,
    confirmed: site.confirmedGeneration === site.generation,
    connector: site.connectorKind,
    connectorError: site.connectorError,
    externalId: site.externalId,
  };
}
